import * as fc from 'fast-check';
import { compact, created, namespace, namespaceOrRoot, often, oneOf, oneOrTwo, PORTS, ROOT_NAMESPACE, seldom } from './draw';
import { networking, PlainObject } from './objects';

const name = oneOf('a', 'b', 'c');
const host = oneOf(
  'web', 'cart', 'web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'ledger.edge.svc.cluster.local', 'api.example.com', 'vm.internal',
  '*.shop.svc.cluster.local', '*.local', '*', '*.example.com',
);

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
const loadBalancer = seldom(oneOf<PlainObject>({ simple: 'PASSTHROUGH' }, { simple: 'RANDOM' }), 5);
/** Settings have to say something. */
const saying = (settings: PlainObject): PlainObject => Object.keys(compact(settings)).length > 0 ? compact(settings) : { loadBalancer: { simple: 'RANDOM' } };

const settings = fc.record({
  tls: often(tls),
  loadBalancer,
  portLevelSettings: seldom(oneOrTwo(fc.record({ number: oneOf(...PORTS), tls: often(tls), loadBalancer }), ({ number }) => number), 3),
}).map(({ portLevelSettings, ...top }) => saying({
  ...top,
  portLevelSettings: portLevelSettings?.map(({ number, ...rest }) => ({ port: { number }, ...saying(rest) })),
}));

const subset = fc.record({
  name: oneOf('v1', 'v2'), labels: oneOf<PlainObject>({ tier: 'front' }, { tier: 'back' }, { app: 'web' }), trafficPolicy: often(settings),
}).map(compact);

export const destinationRule = fc.record({
  namespace: namespaceOrRoot,
  name,
  host,
  trafficPolicy: fc.option(settings, { nil: undefined, freq: 6 }),
  subsets: seldom(oneOrTwo(subset, one => one.name), 3),
  selector: seldom(oneOf<PlainObject>({ app: 'web' }, { tier: 'front' }), 5),
  exportTo: seldom(oneOf(['.'], ['*'], ['shop'], ['pay', 'edge']), 4),
  created,
}).map(({ selector, exportTo, ...drawn }) => networking('DestinationRule', drawn.name, drawn.namespace, {
  created: drawn.created,
  spec: compact({
    host: drawn.host,
    trafficPolicy: drawn.trafficPolicy,
    subsets: drawn.subsets,
    workloadSelector: selector && { matchLabels: selector },
    // Istio refuses to export what is for some workloads only.
    exportTo: selector ? undefined : exportTo,
  }),
}));

export const sidecar = fc.record({
  namespace: namespaceOrRoot,
  name,
  selector: often(oneOf<PlainObject>({ app: 'web' }, { tier: 'front' })),
  hosts: oneOf(['./*'], ['./*', 'istio-system/*'], ['*/web.shop.svc.cluster.local'], ['shop/*', 'pay/*'], ['*/*'], ['~/*']),
  port: seldom(oneOf(80, 8080), 6),
  outbound: often(oneOf('ALLOW_ANY', 'REGISTRY_ONLY')),
  created,
}).map(({ selector, hosts, port, outbound, ...drawn }) => networking('Sidecar', drawn.name, drawn.namespace, {
  created: drawn.created,
  spec: compact({
    workloadSelector: drawn.namespace === ROOT_NAMESPACE ? undefined : selector && { labels: selector },
    egress: [compact({ hosts, port: port && { number: port, protocol: 'HTTP', name: 'http' } })],
    outboundTrafficPolicy: outbound && { mode: outbound },
  }),
}));

export const virtualService = fc.record({
  namespace,
  name,
  host: oneOf('web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'api.example.com', 'vm.internal', '*.pay.svc.cluster.local', '*.local'),
  kind: oneOf('http', 'tcp'),
  to: oneOf('web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'api.example.com', 'vm.internal'),
  port: seldom(oneOf(80, 8080), 3),
  subset: seldom(oneOf('v1', 'v2'), 3),
  exportTo: seldom(oneOf(['.'], ['shop']), 6),
  created,
}).map(({ to, port, kind, ...drawn }) => networking('VirtualService', drawn.name, drawn.namespace, {
  created: drawn.created,
  spec: compact({
    hosts: [drawn.host],
    exportTo: drawn.exportTo,
    [kind]: [{ route: [{ destination: compact({ host: to, subset: drawn.subset, port: port && { number: port } }) }] }],
  }),
}));
