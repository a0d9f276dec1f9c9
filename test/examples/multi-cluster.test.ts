import { X509Certificate } from 'crypto';
import { join } from 'path';
import { Example, itIsSound } from './_example';
import { cli } from '../cli/program';

let example: Example;
beforeAll(() => { example = Example.synth('multi-cluster'); });

const of = (cluster: string, kind: string) => example.objects(`dist/${cluster}/platform.k8s.yaml`).filter(object => object.kind === kind);

/** Runs the program on what was written for both clusters. */
const onClusters = (command: string, ...more: string[]) => cli([command, ...more, ...['east', 'west'].flatMap(name => [
  '--cluster', `${name}=${join(example.directory, 'dist', name)}`, '--mesh-config', `${name}=${join(example.directory, 'values', `${name}.yaml`)}`,
])]);

itIsSound(() => example);

test('writes one folder for each cluster, and what istiod of each must be told', () => {
  expect(Object.keys(example.files)).toEqual(['dist/east/platform.k8s.yaml', 'dist/west/platform.k8s.yaml', 'values/east.yaml', 'values/west.yaml']);
});

test('has nothing wrong in either cluster, nor between them', async () => {
  expect((await onClusters('check', '--fail-on', 'warning')).exitCode).toBe(0);
  expect((await onClusters('check')).out).toMatch(/^The clusters agree\n/);
});

test('has the call from one cluster to the other in mutual TLS, under the one root', async () => {
  const { out } = await onClusters('explain', '--from', 'west/shop/web', '--to', 'east/shop/cart:7070');
  expect(out).toMatch(/^west\/shop\/web → east\/shop\/cart:7070 {3}MUTUAL TLS\n/);
  expect(out).toContain('Bundle ca-roots of east');
  expect((await onClusters('flows')).out).toMatch(/\n1 flow: 1 mutual TLS\n$/);
});

test('trusts one root everywhere, whose key is in no cluster', () => {
  const [east, west] = ['east', 'west'].map(cluster => of(cluster, 'Bundle')[0].spec.sources);
  expect(east).toEqual(west);
  expect(new X509Certificate(east[0].inLine).subject).toContain('prod.example.com root 2026');
  expect(example.ofKind('Certificate').map(({ metadata }) => metadata.name)).toEqual(['ca-east', 'ca-west']);
});

test.each(['east', 'west'])('gives the cluster %s an intermediate of its own, from Vault, and workloads certificates from that', cluster => {
  const [intermediate] = of(cluster, 'Certificate');
  const [vault] = of(cluster, 'Issuer');
  expect(intermediate.spec).toMatchObject({ isCA: true, commonName: `ca-${cluster}`, issuerRef: { kind: 'Issuer', name: vault.metadata.name } });
  expect(vault.spec.vault).toMatchObject({ path: 'pki/root/sign-intermediate', auth: { kubernetes: { role: `cert-manager-${cluster}` } } });
  expect(of(cluster, 'ClusterIssuer').map(({ spec }) => spec)).toEqual([{ ca: { secretName: intermediate.spec.secretName } }]);
});

test.each(['east', 'west'])('lets cert-manager of the cluster %s have a token for Vault', cluster => {
  const [{ spec: { vault } }] = of(cluster, 'Issuer');
  const account = vault.auth.kubernetes.serviceAccountRef.name;
  expect(of(cluster, 'ServiceAccount').map(({ metadata }) => metadata)).toContainEqual({ name: account, namespace: 'cert-manager' });
  expect(of(cluster, 'Role')[0].rules).toEqual([{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [account], verbs: ['create'] }]);
  expect(of(cluster, 'RoleBinding')[0].subjects).toEqual([{ kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager' }]);
});

test('lets web in the west call cart in the east, by an identity that both clusters know', () => {
  expect(example.allowed).toEqual([
    'prod.example.com/ns/shop/sa/web -> shop/app=cart:7070',
    'prod.example.com/ns/istio-ingress/sa/istio-ingress -> shop/app=web:8080',
  ]);
});

test.each(['east', 'west'])('opens the cluster %s to its neighbour without ending TLS at the gateway', cluster => {
  expect(of(cluster, 'Gateway')[0].spec.servers).toEqual([
    { hosts: ['*.local'], port: { name: 'tls-15443', number: 15443, protocol: 'TLS' }, tls: { mode: 'AUTO_PASSTHROUGH' } },
  ]);
  expect(of(cluster, 'Namespace')[0].metadata).toEqual({ name: 'istio-system', labels: { 'topology.istio.io/network': `network-${cluster}` } });
});
