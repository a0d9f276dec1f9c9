import * as fc from 'fast-check';
import { OBSERVE, strictNamespaces, strictWorkloads } from './stage';
import { compare } from '../../../src/analysis/diff/compare';
import { brokenCalls } from '../../../src/analysis/strict/broken-calls';
import { Change } from '../../../src/analysis/strict/change';
import { stateIn } from '../../../src/analysis/strict/next-state';
import { whatStrictBreaks } from '../../../src/analysis/strict/what-strict-breaks';
import { STRICT_MESH } from '../../../src/core/change/strict-migration-record';
import { strictMarkdown } from '../../../src/report/strict/markdown';
import { strictText } from '../../../src/report/strict/text';
import { withAnyFields } from '../any-fields';
import { state } from '../diff/states';
import { allow, app, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject, service } from '../objects';

const stages = fc.constantFrom(OBSERVE, strictWorkloads('shop/cart', 'shop/web'), strictNamespaces('shop', 'pay'), { ...strictNamespaces('pay'), workloads: ['shop/cart'] }, STRICT_MESH);
const calling = (...called: string[]) => ({ container: { args: called } });

describe('calls that a stage breaks', () => {
  const mode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');
  const tls = fc.constantFrom('ISTIO_MUTUAL', 'DISABLE', 'SIMPLE', undefined);
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { maxLength: 1 });
  const cluster = fc.record({
    inMesh: fc.boolean(),
    webInjected: fc.boolean(),
    headless: fc.boolean(),
    ofMesh: maybe(mode),
    ofShop: maybe(mode),
    ofCart: maybe(fc.tuple(mode, mode)),
    rule: maybe(tls),
    closed: fc.boolean(),
  }).map(({ inMesh, webInjected, headless, ofMesh, ofShop, ofCart, rule, closed }): PlainObject[] => [
    enrolled('shop'), inMesh ? enrolled('pay') : namespace('pay'),
    app('web', [8080], { ...calling('cart:80', 'db:3306'), labels: webInjected ? {} : { 'sidecar.istio.io/inject': 'false' } }),
    app('cart', [7070], calling('db.shop:3306')), front('cart', 80, 7070),
    app('db', [3306]), { ...service('db', { app: 'db' }, []), spec: { ...headless ? { clusterIP: 'None' } : {}, selector: { app: 'db' }, ports: [{ port: 3306, name: 'tcp-mysql' }] } },
    app('api', [9000], { in: 'pay', ...calling('cart.shop:80', 'db.shop:3306') }),
    ...ofMesh.map(each => peerAuthentication('mesh', { mtls: { mode: each } }, { namespace: 'istio-system' })),
    ...ofShop.map(each => peerAuthentication('shop', { mtls: { mode: each } })),
    ...ofCart.map(([each, ofPort]) => peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: each }, portLevelMtls: { 7070: { mode: ofPort } } })),
    ...rule.map(each => destinationRule('cart', { host: 'cart', trafficPolicy: each ? { tls: { mode: each } } : {} })),
    ...closed ? [allow('cart', { principals: ['cluster.local/ns/pay/sa/api'] })] : [],
  ]);

  test('are those that a comparison with the state in which it has become effective finds refused', () => {
    fc.assert(fc.property(cluster, stages, (objects, next) => {
      const [now, then] = [state(objects), stateIn(next, state(objects))];
      const expected = compare(now, then).flows.filter(({ kind }) => kind === 'flow-refused').map(({ message }) => message);
      expect([...brokenCalls(new Change([now, then]))].map(({ message }) => message)).toEqual(expected);
    }), { numRuns: 300 });
  });
});

describe('whatever the fields hold', () => {
  const OBJECTS: PlainObject[] = [
    enrolled('shop'), namespace('tools'),
    app('cart', [7070], {
      annotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false', 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090', 'prometheus.istio.io/merge-metrics': 'false' },
      container: { readinessProbe: { httpGet: { port: 7070, scheme: 'HTTPS' } }, livenessProbe: { grpc: { port: 7070 } }, lifecycle: { preStop: { httpGet: { port: 'web' } } }, ports: [{ name: 'web', containerPort: 7070 }] },
    }),
    { ...front('cart', 80, 7070), spec: { type: 'LoadBalancer', selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 7070, name: 'http' }] } },
    app('crawler', [], { in: 'tools', ...calling('cart.shop:80') }),
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'front', namespace: 'shop' }, spec: { defaultBackend: { service: { name: 'cart', port: { number: 80 } } }, rules: [{ http: { paths: [{ backend: { service: { name: 'cart', port: { name: 'http' } } } }] } }] } },
    { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'hook' }, webhooks: [{ clientConfig: { service: { name: 'cart', namespace: 'shop', port: 80 } } }] },
    peerAuthentication('mesh', { mtls: { mode: 'PERMISSIVE' } }, { namespace: 'istio-system', annotations: { 'cdk8s-mtls.dev/strict-migration': '{"stage":"observe"}', 'cdk8s-mtls.dev/exceptions': '[{"mode":"PERMISSIVE","reason":"x","until":"2026-12-31"}]' } }),
    peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'PERMISSIVE' }, portLevelMtls: { 9090: { mode: 'STRICT' } } }, { annotations: { 'cdk8s-mtls.dev/exceptions': '[]' } }),
  ];

  test('a stage is judged and told without a failure', () => {
    fc.assert(fc.property(withAnyFields(OBJECTS), stages, (objects, next) => {
      const view = { report: whatStrictBreaks(state(objects), next), placeOf: () => ({}) };
      expect(strictText(view, { width: 100, colour: false })).not.toBe('');
      expect(strictMarkdown(view)).not.toBe('');
    }), { numRuns: 500 });
  });
});
