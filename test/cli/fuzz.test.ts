import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { cli } from './program';
import { ALLOW_WEB, peerAuthentication, SHOP } from './shop';

/** Objects of kinds that much is made of. */
const OBJECTS: any[] = parseAllDocuments([SHOP, ALLOW_WEB, peerAuthentication('STRICT'), `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "trustDomain: prod.example.com" }
`, `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec: { host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }, subsets: [{ name: v1, labels: { version: v1 } }] }
`, `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: shop }
spec: { hosts: [api.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], location: MESH_EXTERNAL, resolution: DNS }
`, `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh }
spec: { meshConfig: { enableAutoMtls: true } }
`].join('---')).map(document => document.toJS());

/** The paths of all values in a value. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return [path, ...typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key])) : []];
}

const PLACES = OBJECTS.flatMap((object, index) => pathsOf(object).slice(1).map(path => ({ index, path })));

function replaced(objects: any[], { index, path }: typeof PLACES[number], value: unknown): void {
  const parent = path.slice(0, -1).reduce((current, key) => current?.[key], objects[index]);
  if (typeof parent === 'object' && parent !== null) {
    parent[path.at(-1)!] = value;
  }
}

const mutations = fc.array(fc.record({ place: fc.constantFrom(...PLACES), value: fc.oneof(fc.jsonValue(), fc.constantFrom('*', '', 'a/b', '::', '__proto__', -1, 1e9, {}, [], null)) }), { minLength: 1, maxLength: 4 });

test.each([
  ['check', '--format', 'text'],
  ['check', '--format', 'sarif'],
  ['flows', '--all-pairs', '--format', 'json'],
  ['flows', '--format', 'markdown'],
  ['explain', '--from', 'shop/web', '--to', 'shop/cart:7070'],
])('whatever the manifests hold, %s %s %s answers or says what is wrong with the question', async (...argv) => {
  await fc.assert(fc.asyncProperty(mutations, async given => {
    const objects = structuredClone(OBJECTS);
    given.forEach(({ place, value }) => replaced(objects, place, value));
    const { exitCode, out, err } = await cli([...argv, '-'], { stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) });
    expect([0, 1, 2]).toContain(exitCode);
    expect(err).not.toMatch(/mistake of ours| at .*:\d+:\d+/);
    expect(exitCode === 2 ? err : out).not.toBe('');
  }), { numRuns: 150 });
}, 120_000);
