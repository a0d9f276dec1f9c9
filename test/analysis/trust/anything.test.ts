import * as fc from 'fast-check';
import { INTERMEDIATE_PEM } from '../../pki/_chain';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { stepsOf } from '../../steps';
import { replaceIn } from '../any-fields';
import { bundle, caCertificate, certificate, clusterIssuer, destinationRule, findingsOf, issuer, namespace, PlainObject, policy, vault } from '../objects';
import { binding, configMap, csi, graphOf, group, intermediateCa, meshLeaf, mounting, podsOf, READ, role, rootCa, RUN, secret, serviceAccount } from './objects';

const SOUND: readonly PlainObject[] = [
  ...rootCa(), ...intermediateCa(), meshLeaf(), certificate({ keystores: { jks: { create: true } }, additionalOutputFormats: [{ type: 'DER' }] }),
  issuer(vault()), issuer({ ca: { secretName: 'given' } }), issuer({ acme: { server: 'https://acme-v02.api.letsencrypt.org' } }),
  secret('given', { 'tls.crt': INTERMEDIATE_PEM, 'ca.crt': ROOT_PEM }, 'shop'), secret('cacerts', { 'tls.crt': ROOT_PEM }, 'istio-system'), configMap('copy', { a: ROOT_PEM }),
  bundle({ sources: [{ secret: { name: 'root-ca', key: 'tls.crt' } }, { configMap: { name: 'copy', includeAllKeys: true } }, { inLine: ROOT_PEM }, { useDefaultCAs: true }] }),
  bundle({ target: { secret: { key: 'a' }, namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }], matchLabels: { c: 'd' } } } }, 'other'),
  podsOf('web', mounting({ secret: { secretName: 'web-tls', items: [{ key: 'tls.crt', path: 'a' }] } }, { subPath: 'a' })),
  podsOf('cart', mounting({ projected: { sources: [{ secret: { name: 'web-tls' } }, { configMap: { name: 'roots' } }] } })),
  podsOf('env', { initContainers: [{ restartPolicy: 'Always', env: [{ valueFrom: { secretKeyRef: { name: 'web-tls', key: 'tls.crt' } } }], envFrom: [{ configMapRef: { name: 'roots' } }] }] }),
  podsOf('csi', mounting(csi({ 'csi.cert-manager.io/duration': '1h', 'csi.cert-manager.io/key-usages': 'client auth' }))),
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'gateway', namespace: 'shop' }, spec: { selector: { app: 'web' }, servers: [{ tls: { mode: 'MUTUAL', credentialName: 'web-tls' } }] } },
  destinationRule('out', { host: 'example.com', trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'web-tls' } } }),
  role('part', [READ, RUN], { labels: { part: 'yes' } }), role('all', [], {}, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } }),
  binding('all', [serviceAccount('reader'), group('system:authenticated')]), binding('edit', [{ kind: 'User', name: 'a' }], 'cert-manager'),
  role('use', [{ apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies'], verbs: ['use'], resourceNames: ['mash'] }]), policy(),
  namespace('shop', { a: 'b' }),
];

const value = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, '', 'a', 'root-ca', '__proto__', '1h', '-----BEGIN CERTIFICATE-----\n', {}, [], [null], [[]], { a: null }, ['*']),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Some of the objects, in each of which something is replaced by anything. */
const damaged = fc.array(fc.tuple(fc.constantFrom(...SOUND), fc.array(fc.tuple(fc.nat(), value), { maxLength: 3 })).map(([object, changes]) => {
  const copy = structuredClone(object);
  for (const [position, by] of changes) {
    replaceIn(copy, position, by);
  }
  return copy;
}), { maxLength: 20 });

/** Everything that a graph can be asked. */
function askEverything(objects: readonly PlainObject[]): void {
  const graph = graphOf(objects);
  for (const each of graph.certificates()) {
    graph.chainOf(each);
    graph.lifetimesOf(each);
    graph.issuerOf(each);
  }
  for (const root of graph.roots()) {
    expect(graph.root(root.id)).toBe(root);
    graph.certificatesUnder(root);
    graph.issuersUnder(root);
    graph.bundles().forEach(each => graph.trusts(each, root));
    expect(graph.bundlesTrusting(root).every(each => graph.trusts(each, root))).toBe(true);
  }
  for (const { secret: key } of graph.caKeys()) {
    graph.accessTo(key);
  }
  graph.consumers();
  graph.keyAccesses().all();
}

test('neither the graph nor a rule fails, whatever the fields hold', () => {
  askEverything(SOUND);
  findingsOf(SOUND);
  fc.assert(fc.property(damaged, objects => {
    askEverything(objects);
    for (const { message, fix } of findingsOf(objects)) {
      expect([typeof message, typeof fix]).toEqual(['string', 'string']);
    }
  }), { numRuns: 300 });
});

test('no finding depends on the order of the objects', () => {
  const codes = (objects: readonly PlainObject[]): string[] => findingsOf(objects)
    .map(({ code, objects: [first] }) => `${code} ${first.name}`).sort();
  expect(codes([...SOUND].reverse())).toEqual(codes(SOUND));
});

describe('the graph takes steps in proportion to the objects', () => {
  const steps = (make: (count: number) => PlainObject[], count: number): number => {
    const objects = make(count);
    return stepsOf(() => askOnce(objects));
  };
  const askOnce = (objects: readonly PlainObject[]): void => {
    const graph = graphOf(objects);
    graph.certificates().forEach(each => graph.chainOf(each));
    graph.roots().forEach(root => [graph.certificatesUnder(root), graph.issuersUnder(root), graph.bundlesTrusting(root)]);
    graph.consumers();
    graph.keyAccesses().all();
  };
  const many = (count: number, make: (index: number) => PlainObject[]): PlainObject[] => (
    Array.from({ length: count }, (_, index) => make(index)).flat()
  );

  test.each<[string, (count: number) => PlainObject[]]>([
    ['of workloads with certificates', count => [...rootCa(), ...intermediateCa(), bundle(), ...many(count, index => [
      meshLeaf({ secretName: `tls-${index}` }, { name: `web-${index}` }),
      podsOf(`web-${index}`, mounting({ projected: { sources: [{ secret: { name: `tls-${index}` } }, { configMap: { name: 'roots' } }] } })),
    ])]],
    ['of roots with Bundles and readers', count => many(count, index => [
      clusterIssuer({ ca: { secretName: `ca-${index}` } }, `ca-${index}`),
      caCertificate({ secretName: `ca-${index}` }, { name: `ca-${index}` }),
      bundle({ sources: [{ secret: { name: `ca-${index}`, key: 'ca.crt' } }] }, `roots-${index}`),
      role(`r-${index}`, [{ ...READ, resourceNames: [`ca-${index}`] }]),
      binding(`r-${index}`, [serviceAccount(`reader-${index}`)]),
    ])],
    ['of issuers that sign each other', count => many(count, index => [
      clusterIssuer({ ca: { secretName: `ca-${index}` } }, `ca-${index}`),
      caCertificate({ secretName: `ca-${index}`, issuerRef: { kind: 'ClusterIssuer', name: `ca-${(index + 1) % count}` } }, { name: `ca-${index}` }),
    ])],
  ])('%s', (_, make) => {
    // Eight times the objects; all pairs would take 64 times as many steps.
    expect(steps(make, 1600) / steps(make, 200)).toBeLessThan(9);
  });
});
