import * as fc from 'fast-check';
import { scene } from '../../oracles/calls/scene';
import { allow, app, authorizationPolicy, enrolled, front } from '../flows/cluster';
import { certificate, destinationRule, namespace, peerAuthentication, PlainObject } from '../objects';

/** How many are tried; another number, to look longer than a test run does. */
export const RUNS = Number(process.env.CDK8S_MTLS_CHANGES ?? 100);

const NAMESPACES = ['a', 'b', 'c'];
const networking = (kind: string, name: string, home: string, spec: PlainObject): PlainObject => ({
  apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace: home }, spec,
});
const service = (name: string, home: string, spec: PlainObject): PlainObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: home }, spec });

const anyNamespace = fc.constantFrom(...NAMESPACES);
const anyHome = fc.constantFrom(...NAMESPACES, 'istio-system');
/** A name that can be called, of a Service, of another name for one, or of what is outside. */
const anyHost = fc.oneof(
  fc.tuple(fc.constantFrom('cart', 'alias', 'other', 'pods'), anyNamespace).map(([name, home]) => `${name}.${home}.svc.cluster.local`),
  fc.constantFrom('api.example.com', '*.example.com', 'cart'),
);
const anyMode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE');
const anyVersion = fc.constantFrom('v1', 'v2');
const anyExport = fc.constantFrom<PlainObject>({}, { exportTo: ['.'] }, { exportTo: ['a'] });

/** What decides about calls, each with the name of the one other that it may be changed to or be there beside. */
const anyObject: fc.Arbitrary<PlainObject> = fc.oneof(
  fc.tuple(anyNamespace, fc.boolean()).map(([name, isEnrolled]) => (isEnrolled ? enrolled(name) : namespace(name))),
  fc.tuple(anyNamespace, anyHost, anyVersion, fc.boolean()).map(([home, host, version, isGateway]) => app('web', [], {
    in: home,
    labels: { version },
    container: { env: [{ name: 'CART', value: `${host.replace('*', 'x')}:80` }] },
    annotations: isGateway ? { 'inject.istio.io/templates': 'gateway' } : {},
  })),
  fc.tuple(anyNamespace, anyVersion, fc.constantFrom('true', 'false')).map(([home, version, inject]) => app('cart', [7070], {
    in: home, labels: { version, 'sidecar.istio.io/inject': inject },
  })),
  fc.tuple(anyNamespace, fc.constantFrom(80, 81)).map(([home, port]) => front('cart', port, 7070, home)),
  fc.tuple(anyNamespace, fc.constantFrom('cart', 'pods', 'more-pods')).map(([home, name]) => service(name, home, {
    clusterIP: 'None', selector: { app: 'cart' }, ports: [{ name: 'tcp', port: 7070 }],
  })),
  fc.tuple(anyNamespace, fc.constantFrom('alias', 'other'), anyHost).map(([home, name, host]) => service(name, home, { type: 'ExternalName', externalName: host, ports: [{ name: 'http', port: 80 }] })),
  fc.tuple(anyHome, anyMode).map(([home, mode]) => peerAuthentication('default', { mtls: { mode } }, { namespace: home })),
  fc.tuple(anyNamespace, anyNamespace).map(([home, caller]) => allow('cart', { principals: [`cluster.local/ns/${caller}/sa/web`] }, [7070], home)),
  fc.tuple(anyNamespace, anyNamespace).map(([home, caller]) => allow('cart', { namespaces: [caller] }, [], home)),
  fc.tuple(anyNamespace, anyNamespace).map(([home, caller]) => authorizationPolicy('named', { rules: [{ from: [{ source: { principals: [`td/ns/${caller}/sa/web`] } }] }] }, home)),
  anyHome.map(home => authorizationPolicy('nobody', {}, home)),
  fc.tuple(anyHome, anyHost, fc.constantFrom('ISTIO_MUTUAL', 'DISABLE', 'SIMPLE'), anyExport).map(([home, host, mode, exportTo]) => ({
    ...destinationRule('cart', { host, trafficPolicy: { tls: { mode } }, ...exportTo }, home),
  })),
  fc.tuple(anyHome, anyNamespace).map(([home, seen]) => networking('Sidecar', 'default', home, { egress: [{ hosts: [`${seen}/*`] }] })),
  anyHome.map(home => networking('EnvoyFilter', 'filter', home, {})),
  fc.tuple(anyNamespace, anyHost, anyHost, fc.constantFrom('mesh', 'front')).map(([home, host, to, gateway]) => networking('VirtualService', 'routes', home, {
    hosts: [host], gateways: [gateway], http: [{ route: [{ destination: { host: to, port: { number: 80 } } }] }],
  })),
  anyNamespace.map(home => networking('Gateway', 'front', home, { selector: { app: 'web' }, servers: [{ port: { number: 80, protocol: 'HTTP' }, hosts: ['*'] }] })),
  fc.tuple(anyNamespace, fc.boolean(), anyExport).map(([home, isInside, exportTo]) => networking('ServiceEntry', 'api', home, {
    hosts: ['api.example.com'],
    resolution: 'STATIC',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
    ...exportTo,
    location: isInside ? 'MESH_INTERNAL' : 'MESH_EXTERNAL',
    workloadSelector: { labels: { app: 'cart' } },
  })),
  fc.tuple(anyNamespace, fc.boolean()).map(([home, hasAccount]) => networking('WorkloadEntry', 'vm', home, {
    address: '10.0.0.1', labels: { app: 'cart' }, ...hasAccount ? { serviceAccount: 'vm' } : {},
  })),
  fc.constantFrom('x', 'y').map(name => certificate({ issuerRef: { name } })),
);

/** What every cluster has, so that there are calls: each application calls the one of the next namespace, and its own. */
const BASE = NAMESPACES.flatMap((home, index) => [
  enrolled(home),
  app('web', [], { in: home, container: { env: [{ name: 'A', value: 'cart:80' }, { name: 'B', value: `cart.${NAMESPACES[(index + 1) % 3]}:80` }] } }),
  app('cart', [7070], { in: home }),
  front('cart', 80, 7070, home),
]);

const keyOf = ({ kind, metadata: { namespace: home, name } }: PlainObject): string => [kind, home, name].join('/');
/** Objects, of which what comes later replaces what has the same name; or stands beside it, where somebody wrote it twice. */
function put(objects: readonly PlainObject[], added: readonly PlainObject[], twice: boolean): PlainObject[] {
  const names = new Set(twice ? [] : added.map(keyOf));
  const last = twice ? added : [...new Map(added.map(object => [keyOf(object), object])).values()];
  return [...objects.filter(object => !names.has(keyOf(object))), ...last];
}

/** A cluster, and the same after one or two changes. */
export const anyChange = fc.tuple(
  fc.array(anyObject, { maxLength: 10 }), fc.array(anyObject, { maxLength: 2 }), fc.array(fc.nat(), { maxLength: 1 }), fc.boolean(), fc.nat(9),
).map(([others, added, removed, isReversed, twice]) => {
  const before = put(BASE, others, twice === 0);
  const gone = new Set(removed.map(index => index % before.length));
  const after = put(before.filter((_, index) => !gone.has(index)), added, false);
  return [before, isReversed ? [...after].reverse() : after] as const;
});

/** The same of clusters as the oracle of calls is asked about: less that changes, and more that it may change. */
export const anyChangeOfScene = fc.tuple(
  scene, scene, fc.array(fc.nat(), { maxLength: 2 }), fc.array(fc.nat(), { maxLength: 2 }),
).map(([{ objects: before }, other, added, removed]) => {
  const gone = new Set(removed.map(index => index % before.length));
  const more = added.map(index => other.objects[index % other.objects.length]);
  return [before, put(before.filter((_, index) => !gone.has(index)), more, false)] as const;
});
