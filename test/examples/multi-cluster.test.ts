import { X509Certificate } from 'crypto';
import { Example, itIsSound } from './_example';

let example: Example;
beforeAll(() => { example = Example.synth('multi-cluster'); });

const of = (cluster: string, kind: string) => example.objects(`dist/${cluster}/platform.k8s.yaml`).filter(object => object.kind === kind);

itIsSound(() => example);

test('writes one folder for each cluster', () => {
  expect(Object.keys(example.files)).toEqual(['dist/east/platform.k8s.yaml', 'dist/west/platform.k8s.yaml']);
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
  expect(of(cluster, 'ServiceAccount').map(({ metadata }) => metadata)).toEqual([{ name: account, namespace: 'cert-manager' }]);
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
