import * as fc from 'fast-check';
import { cluster, explain, inNetwork, passthrough, ROOT_A, selfSignedChain, vaultChain } from './clusters';
import { ClusterCalls } from '../../../src/analysis/clusters/cluster-calls';
import { findingsAcross } from '../../../src/analysis/clusters/cluster-rule';
import { CLUSTER_RULES } from '../../../src/analysis/clusters/rules';
import { sideBySide } from '../../../src/analysis/clusters/side-by-side';
import { allow, app, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject } from '../objects';

const MODES = ['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'];
const mode = fc.option(fc.constantFrom(...MODES), { nil: undefined });
/** What decides about a call in one cluster. */
const policies = fc.record({
  mesh: mode,
  ofNamespace: mode,
  ofWorkload: mode,
  tls: fc.option(fc.constantFrom('DISABLE', 'ISTIO_MUTUAL', 'SIMPLE'), { nil: undefined }),
  caller: fc.option(fc.constantFrom('web', 'other'), { nil: undefined }),
  isEnrolled: fc.boolean(),
}).map(({ mesh, ofNamespace, ofWorkload, tls, caller, isEnrolled }): PlainObject[] => [
  isEnrolled ? enrolled('shop') : namespace('shop'),
  app('web', [8080], { labels: { 'sidecar.istio.io/inject': 'true' } }),
  app('cart', [7070]),
  front('cart', 80, 7070),
  ...mesh ? [peerAuthentication('mesh', { mtls: { mode: mesh } }, { namespace: 'istio-system' })] : [],
  ...ofNamespace ? [peerAuthentication('default', { mtls: { mode: ofNamespace } })] : [],
  ...ofWorkload ? [peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: ofWorkload } })] : [],
  ...tls ? [destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: tls } } })] : [],
  ...caller ? [allow('cart', { principals: [`cluster.local/ns/shop/sa/${caller}`] })] : [],
  ...vaultChain(),
]);

describe('clusters', () => {
  test('that are the same call each other as they call themselves, and nothing is wrong between them', () => {
    fc.assert(fc.property(policies, objects => {
      const clusters = [cluster('east', objects), cluster('west', objects)];
      const verdict = (from: string, to: string) => explain(clusters, `${from}/shop/web`, `${to}/shop/cart:80`).verdict;
      expect(verdict('east', 'west')).toBe(verdict('west', 'west'));
      const between = findingsAcross(clusters, CLUSTER_RULES);
      expect(between).toEqual([]);
    }), { numRuns: 200 });
  });

  test('of which one refuses a call by its mode are found, whichever way round', () => {
    fc.assert(fc.property(policies, policies, (east, west) => {
      const clusters = [cluster('east', east), cluster('west', west)];
      const codes = findingsAcross(clusters, CLUSTER_RULES).map(({ code }) => code);
      const swapped = findingsAcross([clusters[1], clusters[0]], CLUSTER_RULES).map(({ code }) => code);
      expect(swapped.sort()).toEqual(codes.sort());
    }), { numRuns: 200 });
  });
});

const OBJECTS: PlainObject[] = [
  enrolled('shop'), app('web'), app('cart', [7070]), front('cart', 80, 7070), inNetwork('a'), passthrough(),
  peerAuthentication('default', { mtls: { mode: 'STRICT' } }), destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } }),
  allow('cart', { principals: ['cluster.local/ns/shop/sa/web'] }), ...selfSignedChain([ROOT_A]),
];
const anyObjects = fc.array(fc.tuple(fc.nat(OBJECTS.length - 1), fc.constantFrom('spec', 'metadata', 'data'), fc.string(), fc.anything()), { maxLength: 4 }).map(changes => {
  const objects = structuredClone(OBJECTS);
  for (const [index, field, key, value] of changes) {
    const keys = Object.keys(objects[index][field] ?? {}).filter(each => !['name', 'namespace'].includes(each));
    objects[index][field] = { ...objects[index][field], [keys[key.length % Math.max(1, keys.length)] ?? key]: value };
  }
  return objects;
});

test('whatever the fields hold, clusters are compared without a failure', () => {
  fc.assert(fc.property(anyObjects, anyObjects, (east, west) => {
    const clusters = [cluster('east', east), cluster('west', west)];
    findingsAcross(clusters, CLUSTER_RULES);
    sideBySide(clusters);
    const calls = new ClusterCalls(clusters);
    calls.clusters.forEach(from => calls.clusters.forEach(to => [...calls.declared(from, to)].map(call => calls.explain(call))));
  }), { numRuns: 150 });
});
