import * as fc from 'fast-check';
import { kubernetes, networking, object, PlainObject, security } from './objects';

/** A call that is asked about. */
export interface Call {
  readonly client: string;
  readonly host?: string;
  readonly workload?: string;
  readonly port: number;
}

/** A cluster with its mesh, and calls in it. */
export interface Scene {
  readonly objects: readonly PlainObject[];
  readonly meshConfig: PlainObject;
  readonly calls: readonly Call[];
}

const NAMESPACES = ['shop', 'pay', 'edge'];
const APPS = ['web', 'cart', 'ledger', 'mail'];
const ACCOUNTS = ['web', 'cart', 'default'];
const TIERS = ['front', 'back'];
const PORTS = [80, 8080, 9090, 3306];
const DAYS = ['2026-01-01T00:00:00Z', '2026-02-02T00:00:00Z', '2026-03-03T00:00:00Z'];
const ADDRESSES = ['', 'shop/a', 'shop/b', 'edge/a', 'edge/b'];
const CALLS = 25;

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
/** A value now and then. */
const seldom = <T>(value: fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: oneIn - 1 }).chain(chosen => fc.nat(oneIn - 1).map(n => n === 0 ? chosen : undefined));
const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });
const compact = (fields: PlainObject): PlainObject => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const some = (value: fc.Arbitrary<PlainObject>, most: number): fc.Arbitrary<PlainObject[]> => fc.array(value, { maxLength: most, size: 'max' });
const namespace = oneOf(...NAMESPACES);
const app = oneOf(...APPS);
const created = often(oneOf(...DAYS));
const mode = oneOf('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');

const enabled = { 'istio-injection': 'enabled' };
const namespaceLabels = oneOf<PlainObject>(enabled, enabled, enabled, enabled, { 'istio.io/rev': 'default' }, { 'istio-injection': 'disabled' }, {});

const workload = fc.record({
  namespace,
  app,
  tier: oneOf(...TIERS),
  account: oneOf(...ACCOUNTS),
  inject: seldom(oneOf('true', 'false')),
  tlsMode: seldom(oneOf('istio', 'disabled'), 12),
  excludeInbound: seldom(oneOf('8080', '9090'), 12),
  includeInbound: seldom(oneOf('*', '8080', ''), 16),
  excludeOutbound: seldom(oneOf('80', '8080'), 12),
  hostNetwork: seldom(fc.constant(true), 16),
});

function deployment({ namespace: home, app: name, tier, account, inject, tlsMode, excludeInbound, includeInbound, excludeOutbound, hostNetwork }: PlainObject): PlainObject {
  const labels = compact({ 'app': name, tier, 'sidecar.istio.io/inject': inject, 'security.istio.io/tlsMode': tlsMode });
  const annotations = compact({
    'traffic.sidecar.istio.io/excludeInboundPorts': excludeInbound,
    'traffic.sidecar.istio.io/includeInboundPorts': includeInbound,
    'traffic.sidecar.istio.io/excludeOutboundPorts': excludeOutbound,
  });
  return object('apps/v1', 'Deployment', `${name}-${tier}`, home, {
    spec: {
      selector: { matchLabels: { app: name, tier } },
      template: {
        metadata: { labels, annotations },
        spec: compact({
          serviceAccountName: account,
          hostNetwork,
          containers: [{ name: 'main', image: 'example.com/main', ports: [{ name: 'web', containerPort: 8080 }, { name: 'metrics', containerPort: 9090 }] }],
        }),
      },
    },
  });
}

const servicePort = fc.record({ port: oneOf(...PORTS), targetPort: oneOf<number | string>(8080, 8080, 9090, 'web') });

/** How the ports that lead to a container port declare what is spoken there: all alike, because an application speaks one protocol. */
const declaration = fc.record({
  name: oneOf('http', 'grpc', 'tcp', 'https', 'tls', 'main', 'mysql', 'http-x'),
  appProtocol: seldom(oneOf('http', 'tcp', 'https', 'kubernetes.io/h2c'), 8),
}).map(compact);

const service = fc.record({
  front: fc.nat(100),
  byTier: seldom(fc.constant(true), 4),
  ports: fc.uniqueArray(servicePort, { minLength: 1, maxLength: 2, selector: ({ port }) => port, comparator: (a, b) => a === b }),
  headless: seldom(fc.constant(true), 4),
  alias: seldom(oneOf('web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'www.example.org'), 10),
  exportTo: seldom(oneOf('.', '*', 'shop', 'pay,edge'), 10),
  created,
});

/** A Service in front of one of the workloads, and of others that share its label. */
function serviceFor(workloads: readonly PlainObject[], declarations: readonly PlainObject[], { front, byTier, ports, headless, alias, exportTo, created: time }: PlainObject): PlainObject {
  const { namespace: home, app: name, tier } = workloads[front % workloads.length];
  const named = ports.map((port: PlainObject, index: number) => {
    const { name: portName, ...declared } = declarations[port.targetPort === 9090 ? 1 : 0];
    return compact({ ...port, ...declared, name: `${portName}${index ? '-b' : ''}`, targetPort: alias === undefined ? port.targetPort : undefined });
  });
  return kubernetes('Service', name, home, {
    created: time,
    annotations: exportTo === undefined ? undefined : { 'networking.istio.io/exportTo': exportTo },
    spec: alias !== undefined
      ? { type: 'ExternalName', externalName: alias, ports: named }
      : compact({ clusterIP: headless ? 'None' : undefined, selector: byTier ? { tier } : { app: name }, ports: named }),
  });
}

const peerAuthentication = fc.record({
  namespace: oneOf(...NAMESPACES, 'istio-system'),
  name: oneOf('a', 'b', 'c'),
  selector: often(oneOf<PlainObject>({ app: 'web' }, { app: 'cart' }, { tier: 'front' })),
  mode: fc.option(mode, { nil: undefined, freq: 8 }),
  ports: often(fc.dictionary(oneOf('8080', '9090', '80'), mode.map(value => ({ mode: value })), { minKeys: 1, maxKeys: 2 })),
  created,
}).map(({ namespace: home, name, selector, mode: top, ports, created: time }) => security('PeerAuthentication', name, home, {
  created: time,
  spec: compact({ selector: selector && { matchLabels: selector }, mtls: top && { mode: top }, portLevelMtls: selector && home !== 'istio-system' ? ports : undefined }),
}));

const host = oneOf('web', 'cart', 'web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'ledger.edge.svc.cluster.local', '*.shop.svc.cluster.local', '*.local', '*', 'api.example.com', '*.example.com', 'vm.internal');

const tls = fc.oneof(
  { weight: 4, arbitrary: oneOf<PlainObject>({ mode: 'DISABLE' }, { mode: 'ISTIO_MUTUAL' }, { mode: 'SIMPLE' }) },
  {
    weight: 1,
    arbitrary: oneOf<PlainObject>(
      {}, { mode: 'SIMPLE', credentialName: 'client' }, { mode: 'MUTUAL', credentialName: 'client' },
      { mode: 'MUTUAL', clientCertificate: '/etc/certs/tls.crt', privateKey: '/etc/certs/tls.key' },
      { mode: 'ISTIO_MUTUAL', subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/web'] },
    ),
  },
);

const balancer = seldom(oneOf<PlainObject>({ simple: 'PASSTHROUGH' }, { simple: 'RANDOM' }), 5);

const policy = fc.record({
  tls: often(tls),
  loadBalancer: balancer,
  portLevelSettings: seldom(fc.uniqueArray(fc.record({ number: oneOf(...PORTS), tls: often(tls), loadBalancer: balancer }), { minLength: 1, maxLength: 2, selector: ({ number }) => number }), 3),
}).map(({ tls: top, loadBalancer, portLevelSettings }) => compact({
  tls: top,
  // A policy has to say something.
  loadBalancer: loadBalancer ?? (top || portLevelSettings ? undefined : { simple: 'RANDOM' }),
  portLevelSettings: portLevelSettings?.map(({ number, ...rest }) => compact({ port: { number }, ...rest, loadBalancer: rest.loadBalancer ?? (rest.tls ? undefined : { simple: 'RANDOM' }) })),
}));

const destinationRule = fc.record({
  namespace: oneOf(...NAMESPACES, 'istio-system'),
  name: oneOf('a', 'b', 'c'),
  host,
  trafficPolicy: fc.option(policy, { nil: undefined, freq: 6 }),
  subsets: seldom(fc.uniqueArray(fc.record({ name: oneOf('v1', 'v2'), labels: oneOf<PlainObject>({ tier: 'front' }, { tier: 'back' }, { app: 'web' }), trafficPolicy: often(policy) }), { minLength: 1, maxLength: 2, selector: ({ name }) => name }), 3),
  workloadSelector: seldom(oneOf<PlainObject>({ app: 'web' }, { tier: 'front' }), 5),
  exportTo: seldom(oneOf(['.'], ['*'], ['shop'], ['pay', 'edge']), 4),
  created,
}).map(({ namespace: home, name, created: time, subsets, workloadSelector, ...spec }) => networking('DestinationRule', name, home, {
  created: time,
  spec: compact({ ...spec, subsets: subsets?.map(compact), workloadSelector: workloadSelector && { matchLabels: workloadSelector }, exportTo: workloadSelector ? undefined : spec.exportTo }),
}));

const sidecar = fc.record({
  namespace: oneOf(...NAMESPACES, 'istio-system'),
  name: oneOf('a', 'b'),
  selector: often(oneOf<PlainObject>({ app: 'web' }, { tier: 'front' })),
  hosts: oneOf(['./*'], ['./*', 'istio-system/*'], ['*/web.shop.svc.cluster.local'], ['shop/*', 'pay/*'], ['*/*'], ['~/*']),
  port: seldom(oneOf(80, 8080), 6),
  outbound: often(oneOf('ALLOW_ANY', 'REGISTRY_ONLY')),
  created,
}).map(({ namespace: home, name, selector, hosts, port, outbound, created: time }) => networking('Sidecar', name, home, {
  created: time,
  spec: compact({
    workloadSelector: home === 'istio-system' ? undefined : selector && { labels: selector },
    egress: [compact({ hosts, port: port && { number: port, protocol: 'HTTP', name: 'http' } })],
    outboundTrafficPolicy: outbound && { mode: outbound },
  }),
}));

const source = oneOf<PlainObject>(
  { principals: ['cluster.local/ns/shop/sa/web'] }, { principals: ['*/ns/pay/sa/*'] }, { principals: ['*'] }, { namespaces: ['shop'] }, { namespaces: ['s*', 'edge'] },
  { notPrincipals: ['cluster.local/ns/shop/sa/web'] }, { notNamespaces: ['pay'] }, { ipBlocks: ['10.0.0.0/8'] }, { principals: ['old.example.com/ns/shop/sa/web'] },
  { principals: ['*/sa/web'] }, { principals: ['td1/ns/*'] }, { requestPrincipals: ['*'] }, { serviceAccounts: ['shop/web'] }, { serviceAccounts: ['cart'] },
);
const operation = oneOf<PlainObject>({ ports: ['8080'] }, { ports: ['9090'] }, { notPorts: ['8080'] }, { methods: ['GET'] }, { paths: ['/admin'] }, { ports: ['8080'], methods: ['GET'] });
const condition = oneOf<PlainObject>(
  { key: 'source.namespace', values: ['shop'] }, { key: 'source.principal', notValues: ['cluster.local/ns/pay/sa/cart'] }, { key: 'destination.port', values: ['8080'] },
  { key: 'request.headers[x]', values: ['y'] }, { key: 'source.ip', values: ['10.0.0.0/8'] },
);
const rule = fc.record({
  from: often(fc.array(source.map(value => ({ source: value })), { minLength: 1, maxLength: 2 })),
  to: seldom(fc.array(operation.map(value => ({ operation: value })), { minLength: 1, maxLength: 2 }), 3),
  when: seldom(fc.array(condition, { minLength: 1, maxLength: 2 }), 4),
}).map(compact);

const authorizationPolicy = fc.record({
  namespace: oneOf(...NAMESPACES, 'istio-system'),
  name: oneOf('a', 'b', 'c'),
  action: oneOf('ALLOW', 'ALLOW', 'DENY'),
  selector: often(oneOf<PlainObject>({ app: 'web' }, { app: 'cart' }, { tier: 'back' })),
  rules: fc.array(rule, { maxLength: 2 }),
  dryRun: seldom(fc.constant('true'), 16),
}).map(({ namespace: home, name, action, selector, rules, dryRun }) => security('AuthorizationPolicy', name, home, {
  annotations: dryRun === undefined ? undefined : { 'istio.io/dry-run': dryRun },
  // A DENY policy without rules is refused by Istio.
  spec: compact({ action, selector: selector && { matchLabels: selector }, rules: rules.length === 0 && action === 'DENY' ? [{}] : rules }),
}));

const serviceEntry = fc.record({
  namespace: oneOf('shop', 'edge'),
  name: oneOf('a', 'b'),
  host: oneOf('api.example.com', 'vm.internal'),
  internal: fc.boolean(),
  kind: oneOf('dns', 'static', 'endpoints', 'selector', 'none'),
  endpoint: oneOf<PlainObject>({}, { serviceAccount: 'vm' }, { labels: { 'security.istio.io/tlsMode': 'istio', 'app': 'web' } }, { labels: { 'security.istio.io/tlsMode': 'disabled' }, serviceAccount: 'vm' }),
  exportTo: seldom(oneOf(['.'], ['shop']), 8),
});

function entryFor(ports: PlainObject, { namespace: home, name, host: hostName, internal, kind, endpoint, exportTo }: PlainObject): PlainObject {
  const port = ports[hostName];
  return networking('ServiceEntry', name, home, {
    spec: compact({
      hosts: [hostName],
      addresses: port.protocol === 'TCP' || kind === 'none' ? [hostName === 'vm.internal' ? '240.1.0.1' : '240.1.0.2'] : undefined,
      location: internal ? 'MESH_INTERNAL' : undefined,
      ports: [port],
      resolution: kind === 'none' ? 'NONE' : kind === 'dns' || kind === 'endpoints' ? 'DNS' : 'STATIC',
      endpoints: kind === 'endpoints' ? [{ ...endpoint, address: `backend-${name}.${home}.example.com` }] : kind === 'static' ? [{ ...endpoint, address: `192.0.2.${ADDRESSES.indexOf(`${home}/${name}`)}` }] : undefined,
      workloadSelector: kind === 'selector' ? { labels: { app: 'web' } } : undefined,
      exportTo,
    }),
  });
}

const entryPort = oneOf<PlainObject>({ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'https', protocol: 'HTTPS' }, { number: 8080, name: 'tcp', protocol: 'TCP' }, { number: 443, name: 'tls', protocol: 'TLS' });

const virtualService = fc.record({
  namespace,
  name: oneOf('a', 'b'),
  host: oneOf('web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'api.example.com'),
  kind: oneOf('http', 'tcp'),
  to: oneOf('web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'web.shop.svc.cluster.local'),
  port: seldom(oneOf(80, 8080), 3),
  subset: seldom(oneOf('v1', 'v2'), 3),
  exportTo: seldom(oneOf(['.'], ['shop']), 6),
  created,
}).map(({ namespace: home, name, host: hostName, kind, to, port, subset, exportTo, created: time }) => networking('VirtualService', name, home, {
  created: time,
  spec: compact({ hosts: [hostName], exportTo, [kind]: [{ route: [{ destination: compact({ host: to, subset, port: port && { number: port } }) }] }] }),
}));

const meshConfig = fc.record({
  enableAutoMtls: seldom(fc.constant(false), 8),
  outboundTrafficPolicy: seldom(fc.constant({ mode: 'REGISTRY_ONLY' }), 6),
  trustDomain: seldom(fc.constant('td1'), 8),
  trustDomainAliases: seldom(fc.constant(['old.example.com']), 8),
  defaultDestinationRuleExportTo: seldom(fc.constant(['.']), 10),
  defaultServiceExportTo: seldom(fc.constant(['.']), 16),
  defaultVirtualServiceExportTo: seldom(fc.constant(['.']), 16),
}).map(compact);

/** Random but realistic clusters: several namespaces, sidecars here and there, every kind of policy in every scope, conflicts included. */
export const scene: fc.Arbitrary<Scene> = fc.record({
  labels: fc.tuple(namespaceLabels, namespaceLabels, namespaceLabels),
  workloads: fc.uniqueArray(workload, { minLength: 3, maxLength: 6, size: 'max', selector: ({ namespace: home, app: name, tier }) => `${home}/${name}-${tier}` }),
  declarations: fc.tuple(declaration, declaration),
  services: fc.array(service, { minLength: 2, maxLength: 5, size: 'max' }),
  policies: some(fc.oneof(
    { weight: 4, arbitrary: peerAuthentication }, { weight: 5, arbitrary: destinationRule }, { weight: 3, arbitrary: authorizationPolicy },
    { weight: 1, arbitrary: sidecar }, { weight: 1, arbitrary: virtualService },
  ), 8),
  entries: fc.uniqueArray(serviceEntry, { maxLength: 2, size: 'max', selector: entry => entry.host }),
  entryPorts: fc.record({ 'api.example.com': entryPort, 'vm.internal': entryPort }),
  meshConfig,
  calls: fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: CALLS, maxLength: CALLS, size: 'max' }),
}).map(({ labels, workloads, declarations, services, policies, entries, entryPorts, meshConfig: settings, calls }) => {
  const deployments = workloads.map(deployment);
  const objects = unique([
    ...NAMESPACES.map((name, index) => kubernetes('Namespace', name, undefined, { labels: labels[index] })),
    kubernetes('Namespace', 'istio-system', undefined, {}),
    ...deployments, ...services.map(one => serviceFor(workloads, services.some(({ alias }) => alias !== undefined) ? [declarations[0], declarations[0]] : declarations, one)), ...policies, ...entries.map(one => entryFor(entryPorts, one)),
  ]);
  const targets = targetsIn(objects);
  const asked = calls.flatMap(([client, target]): Call[] => {
    const caller = deployments[client % deployments.length];
    const { answers, ...called } = targets[target % targets.length];
    // A pod is no client of its own address, and here it would be the only one of its workload.
    return answers?.(caller) ? [] : [{ client: `${caller.metadata.namespace}/${caller.metadata.name}`, ...called }];
  });
  return { objects, meshConfig: settings, calls: [...new Map(asked.map(call => [JSON.stringify(call), call])).values()] };
});

function unique(objects: readonly PlainObject[]): PlainObject[] {
  return [...new Map(objects.map(one => [`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`, one])).values()];
}

/** What can be called, and which pods answer at their own address. */
type Target = Omit<Call, 'client'> & { readonly answers?: (pod: PlainObject) => boolean };

/** Everything that can be called: the ports of Services and ServiceEntries, and now and then those of pods. */
function targetsIn(objects: readonly PlainObject[]): Target[] {
  return objects.flatMap(({ kind, metadata, spec }): Target[] => {
    switch (kind) {
      case 'Service':
        return spec.ports.map(({ port }: PlainObject) => ({ host: hostOf({ metadata }), port, answers: headlessPods(objects, hostOf({ metadata })) }));
      case 'ServiceEntry':
        return spec.hosts.flatMap((name: string) => spec.ports.map(({ number }: PlainObject) => ({ host: name, port: number })));
      case 'Deployment':
        return [{ workload: `${metadata.namespace}/${metadata.name}`, port: 8080, answers: pod => pod.metadata === metadata }];
      default:
        return [];
    }
  });
}

function hostOf({ metadata }: PlainObject): string {
  return `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
}

/** The pods behind a headless Service, or behind one that another name stands for. */
function headlessPods(objects: readonly PlainObject[], host: string, hops = 3): Target['answers'] {
  const service = objects.find(one => one.kind === 'Service' && hostOf(one) === host);
  if (service?.spec.type === 'ExternalName' && hops > 0) {
    return headlessPods(objects, service.spec.externalName, hops - 1);
  }
  return service?.spec.clusterIP === 'None'
    ? pod => pod.metadata.namespace === service.metadata.namespace
      && Object.entries(service.spec.selector).every(([key, value]) => pod.spec.template.metadata.labels[key] === value)
    : undefined;
}
