import * as fc from 'fast-check';
import { Calls } from '../../../src/analysis/flows/calls';
import { RuleContext } from '../../../src/analysis/rule';
import { RULES } from '../../../src/analysis/rules';
import { workloads } from '../../../src/analysis/workloads';
import { replaceIn } from '../any-fields';
import { deployment, destinationRule, inventoryOf, namespace, NOW, peerAuthentication, PlainObject, service } from '../objects';

const WEB = { app: 'web' };
const FROM = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'], namespaces: ['shop'], serviceAccounts: ['web'], ipBlocks: ['10.0.0.0/8'] } }] };
const object = (apiVersion: string, kind: string, rest: PlainObject): PlainObject => ({ apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, ...rest });
const networking = (kind: string, spec: PlainObject): PlainObject => object('networking.istio.io/v1', kind, { spec });
const client = { clientConfig: { service: { namespace: 'shop', name: 'web', port: 80 } } };

/** A sound object of each kind that decides something about calls. */
const SOUND: readonly PlainObject[] = [
  namespace('shop', { 'istio-injection': 'enabled' }),
  namespace('kube-system'),
  deployment('web', WEB, [{ name: 'http', containerPort: 8080 }]),
  deployment('old', { ...WEB, 'sidecar.istio.io/inject': 'false' }),
  service('web', WEB, [{ name: 'smtp', port: 80, targetPort: 'http' }]),
  { ...service('apart', WEB, []), spec: { selector: WEB, clusterIP: 'None', ports: [{ port: 8080 }] } },
  object('v1', 'Service', { metadata: { name: 'alias', namespace: 'shop' }, spec: { type: 'ExternalName', externalName: 'web.shop.svc.cluster.local', ports: [{ port: 80 }] } }),
  peerAuthentication('web', { selector: { matchLabels: WEB }, mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'DISABLE' } } }),
  destinationRule('web', {
    host: 'web',
    exportTo: ['*'],
    workloadSelector: { matchLabels: WEB },
    subsets: [{ name: 'v1', labels: WEB, trafficPolicy: { tls: { mode: 'DISABLE' }, portLevelSettings: [{ port: { number: 80 } }] } }],
    trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: ['spiffe://a/ns/shop/sa/web'] }, portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'SIMPLE' } }], loadBalancer: { simple: 'PASSTHROUGH' } },
  }),
  destinationRule('all', { host: '*.local', trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'client', insecureSkipVerify: true } } }, 'istio-system'),
  object('security.istio.io/v1', 'AuthorizationPolicy', { spec: { action: 'DENY', selector: { matchLabels: WEB }, rules: [{ ...FROM, to: [{ operation: { ports: ['8080'] } }], when: [{ key: 'source.principal', values: ['*'] }] }] } }),
  networking('VirtualService', { hosts: ['web'], gateways: ['mesh', 'shop/a'], http: [{ match: [{ port: 80, sourceLabels: WEB }], route: [{ destination: { host: 'web', subset: 'v1', port: { number: 80 } } }], mirror: { host: 'web' } }] }),
  networking('ServiceEntry', { hosts: ['api.example.com'], addresses: ['192.0.2.1'], location: 'MESH_INTERNAL', resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], endpoints: [{ address: '192.0.2.1', ports: { http: 80 } }], exportTo: ['.'] }),
  networking('WorkloadEntry', { address: '192.0.2.1', labels: WEB, ports: { http: 80 }, serviceAccount: 'web' }),
  networking('Sidecar', { workloadSelector: { labels: WEB }, egress: [{ port: { number: 80 }, hosts: ['./*', '~/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }),
  networking('Gateway', { selector: WEB, servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'MUTUAL', credentialName: 'a' } }] }),
  object('v1', 'Secret', { data: { 'tls.crt': 'YQ==' } }),
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', { webhooks: [client] }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { conversion: { webhook: client } } }),
  object('apiregistration.k8s.io/v1', 'APIService', { spec: client.clientConfig }),
  object('monitoring.coreos.com/v1', 'ServiceMonitor', { spec: { selector: { matchLabels: WEB }, namespaceSelector: { any: true }, endpoints: [{ port: 'smtp' }] } }),
  object('monitoring.coreos.com/v1', 'PodMonitor', { spec: { selector: { matchLabels: WEB }, podMetricsEndpoints: [{ port: 'http' }] } }),
  object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { metadata: { annotations: { 'sidecar.istio.io/nativeSidecar': 'false' } }, spec: { containers: [{ name: 'a', command: ['a'] }] } } } } } }),
  object('gateway.networking.k8s.io/v1', 'Gateway', { spec: { gatewayClassName: 'istio-waypoint' } }),
];

const CONTEXTS: readonly RuleContext[] = [{ now: NOW }, { now: NOW, rootNamespace: 'shop', istio: { enableAutoMtls: false, trustDomain: 'a', allowAnyOutbound: false } }];

const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, 2 ** 53, '', '*', 'web', '__proto__', [], {}, [null], ['a', 1], { a: null }, [[]], { constructor: 1 }),
  fc.constant(JSON.parse('{"__proto__": {"mode": "STRICT"}, "toString": "a"}') as unknown),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Some of the objects, in a few of which something is replaced by anything. */
const damaged = fc.tuple(
  fc.shuffledSubarray(SOUND.map((_, index) => index), { minLength: 4 }),
  fc.array(fc.tuple(fc.nat(), fc.nat(), wrong), { minLength: 1, maxLength: 5 }),
).map(([chosen, changes]) => {
  const objects = chosen.map(index => structuredClone(SOUND[index]));
  for (const [which, where, value] of changes) {
    replaceIn(objects[which % objects.length], where, value);
  }
  return objects;
});

describe('whatever the fields hold', () => {
  test('no rule fails, and every finding is a sentence', () => {
    fc.assert(fc.property(damaged, fc.constantFrom(...CONTEXTS), (objects, context) => {
      const inventory = inventoryOf(objects);
      for (const rule of RULES) {
        for (const { message, fix } of rule.check(inventory, context)) {
          expect(message).not.toMatch(/undefined|\[object|NaN/);
          expect(fix).not.toMatch(/undefined|\[object|NaN/);
        }
      }
    }), { numRuns: 400 });
  });

  test('every call between workloads and to everything that has a name is explained', () => {
    fc.assert(fc.property(damaged, fc.constantFrom(...CONTEXTS), (objects, context) => {
      const inventory = inventoryOf(objects);
      const calls = new Calls(inventory, context.istio);
      const all = inventory.view(workloads);
      for (const from of all) {
        for (const host of calls.registry.hosts.all) {
          for (const { number: port } of host.ports) {
            calls.explain(from, { object: host.object, port, destinations: [{ object: host.object, host: host.name, port }] });
          }
        }
        for (const workload of all) {
          calls.explain(from, { object: workload.object, port: 8080, destinations: [{ object: workload.object, workload, port: 8080 }] });
        }
      }
    }), { numRuns: 300 });
  });

  test('the objects are sound before something is replaced, and are findings enough', () => {
    const inventory = inventoryOf(SOUND);
    const codes = new Set(RULES.filter(rule => [...rule.check(inventory, CONTEXTS[0])].length > 0).map(({ code }) => code));
    expect(codes.size).toBeGreaterThan(10);
  });
});
