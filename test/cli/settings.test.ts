import { cli } from './program';
import { peerAuthentication, workload } from './shop';

/** Two meshed workloads, and nothing that says so but what the test adds. */
const APPLICATION = [workload('web', 8080), workload('cart', 7070)].join('---');
const STRICT_IN = (namespace: string) => peerAuthentication('STRICT', 'default', namespace);

/** The JSON answer about the call from web to cart. */
async function explain(files: Record<string, string>, ...options: string[]) {
  const paths = Object.keys(files).filter(name => name.startsWith('manifests/'));
  const { out, err, exitCode } = await cli(['explain', '--from', 'shop/web', '--to', 'shop/cart:7070', '--format', 'json', ...options, ...paths], { files });
  const { verdict, because } = JSON.parse(out);
  return { verdict: verdict as string, because: JSON.stringify(because), exitCode, err };
}

function indented(text: string, by: string): string {
  return text.split('\n').map(line => `${by}${line}`).join('\n');
}

function configMap(mesh: string, namespace = 'istio-system'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: ${namespace} }\ndata:\n  mesh: |-\n${indented(mesh, '    ')}\n`;
}

describe('a namespace that is enrolled elsewhere', () => {
  test('is not known to be so, unless the command line says so', async () => {
    const files = { 'manifests/a.yaml': APPLICATION };
    expect((await explain(files)).verdict).toBe('unknown');
    expect((await explain(files, '--enrolled', 'shop')).verdict).toBe('mutual-tls');
    expect((await explain(files, '--enrolled', 'jobs')).verdict).toBe('unknown');
    expect((await explain(files, '--enrolled', 'jobs', '--enrolled', 'shop')).verdict).toBe('mutual-tls');
  });
});

describe('the configuration of the mesh', () => {
  const OFF = 'enableAutoMtls: false';
  const files = { 'manifests/a.yaml': APPLICATION };
  const verdict = async (more: Record<string, string>, ...options: string[]) => (await explain({ ...files, ...more }, '--enrolled', 'shop', ...options)).verdict;

  test('is as istiod has it by itself where nothing is said', async () => {
    expect(await verdict({})).toBe('mutual-tls');
  });

  test.each([
    ['a MeshConfig', OFF],
    ['the ConfigMap of istiod', configMap(OFF)],
    ['an IstioOperator', `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { meshConfig: { ${OFF} } }`],
    ['Helm values', `pilot: {}\nmeshConfig: { ${OFF} }`],
    ['JSON', '{"meshConfig": {"enableAutoMtls": false}}'],
  ])('is read from a file that holds %s', async (_name, text) => {
    expect(await verdict({ 'mesh.yaml': text }, '--mesh-config', 'mesh.yaml')).toBe('plaintext');
  });

  test.each([
    ['the ConfigMap of istiod', configMap(OFF)],
    ['an IstioOperator', `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh }\nspec: { meshConfig: { ${OFF} } }`],
  ])('is read from %s among the manifests', async (_name, text) => {
    expect(await verdict({ 'manifests/mesh.yaml': text })).toBe('plaintext');
  });

  test('is that of the root namespace where several ConfigMaps have the name', async () => {
    const two = (namespace: string) => ({ 'manifests/b.yaml': configMap('enableAutoMtls: true', 'elsewhere'), 'manifests/c.yaml': configMap(OFF, namespace) });
    expect(await verdict(two('istio-system'))).toBe('plaintext');
    expect(await verdict(two('mesh'), '--root-namespace', 'mesh')).toBe('plaintext');
  });

  test('in a file comes before the one among the manifests, and the command line before both', async () => {
    const both = { 'manifests/mesh.yaml': configMap('enableAutoMtls: true'), 'mesh.yaml': OFF };
    expect(await verdict(both, '--mesh-config', 'mesh.yaml')).toBe('plaintext');
    expect(await verdict(both, '--no-auto-mtls')).toBe('plaintext');
  });

  test('names the root namespace, in Helm values also as the namespace of Istio', async () => {
    const strict = { 'manifests/policy.yaml': STRICT_IN('mesh') };
    const because = async (...options: string[]) => (await explain({ ...files, ...strict, 'values.yaml': 'global: { istioNamespace: mesh }' }, '--enrolled', 'shop', ...options)).because;
    expect(await because()).not.toContain('"namespace":"mesh"');
    expect(await because('--root-namespace', 'mesh')).toContain('"namespace":"mesh"');
    expect(await because('--mesh-config', 'values.yaml')).toContain('"namespace":"mesh"');
  });

  test.each([
    ['is not there', undefined, 'mesh.yaml: cannot be read: there is nothing of that name\n'],
    ['is broken', 'a: [\n', /^mesh\.yaml:\d: is not valid YAML: .*\n$/],
    ['is a text', 'hello', /^mesh\.yaml: holds no configuration of a mesh\. Give .*\n$/],
    ['is empty', '', /^mesh\.yaml.*\n$/],
    ['is another ConfigMap', 'kind: ConfigMap\ndata: {}', 'mesh.yaml: is a ConfigMap without "mesh" in its data. Give the one that istiod reads, which is called "istio"\n'],
  ])('in a file that %s is reported, and the rest is answered', async (_name, text, message) => {
    const { err, exitCode, verdict: found } = await explain({ ...files, ...text === undefined ? {} : { 'mesh.yaml': text } }, '--enrolled', 'shop', '--mesh-config', 'mesh.yaml');
    expect([err, exitCode, found]).toEqual([typeof message === 'string' ? message : expect.stringMatching(message), 2, 'mutual-tls']);
  });

  test('that is broken inside of the ConfigMap is reported at its line', async () => {
    const { err, exitCode } = await explain({ ...files, 'manifests/mesh.yaml': configMap('a: [') }, '--enrolled', 'shop');
    expect([err, exitCode]).toEqual([expect.stringMatching(/^manifests\/mesh\.yaml:5: the MeshConfig in this ConfigMap is not valid YAML: .*\n$/), 2]);
  });

  test('with fields of wrong types is as if they were not there', async () => {
    expect(await verdict({ 'mesh.yaml': 'enableAutoMtls: "no"\ntrustDomain: 3\ntrustDomainAliases: x\nrootNamespace: []' }, '--mesh-config', 'mesh.yaml')).toBe('mutual-tls');
  });
});
