import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
import { certmanager, istio, IssuerChain, IstioMesh, MeshClient, RootCa } from 'cdk8s-mtls';

/**
 * One mesh of two clusters, each in a network of its own. The root is in Vault, so
 * its key is in neither cluster. Each cluster has an intermediate of its own below
 * it: if one is compromised, the other goes on. One root and one trust domain make
 * an identity mean the same everywhere.
 *
 * Besides the manifests, it writes what istiod of each cluster must be told. What is wrong between the clusters, and what
 * becomes of a call from one to the other, is seen before anything is applied:
 *
 *     cdk8s-mtls check --cluster east=dist/east --cluster west=dist/west \
 *       --mesh-config east=values/east.yaml --mesh-config west=values/west.yaml
 *     cdk8s-mtls explain --from west/shop/web --to east/shop/cart:7070 --cluster east=dist/east --cluster west=dist/west
 */
const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
const values = process.argv[2] ?? 'values';

/** One app, and one folder of manifests, for each cluster. */
function cluster(name: string) {
  const network = `network-${name}`;
  const app = new App({ outdir: join(outdir, name) });
  const platform = new Chart(app, 'platform');

  // istiod learns here in which network it is. The clusters learn of each other's endpoints by secrets with credentials,
  // which belong in no manifest: istioctl create-remote-secret.
  new ApiObject(platform, 'istio-system', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system', labels: { 'topology.istio.io/network': network } },
  });

  const ca = new IssuerChain(platform, 'ca', {
    trustDomain: 'prod.example.com',
    roots: [RootCa.vault('2026', {
      certificate: readFileSync(join(__dirname, 'root.crt'), 'utf8'),
      vault: {
        server: 'https://vault.example.com:8200',
        path: 'pki/root/sign-intermediate',
        auth: certmanager.VaultAuth.serviceAccount({ role: `cert-manager-${name}`, serviceAccount: 'vault-issuer' }),
      },
    })],
  });
  letCertManagerActAs(platform, 'vault-issuer');

  const mesh = new IstioMesh(platform, 'mesh', {
    certificates: ca,
    intermediateName: name,
    clusterName: name,
    meshId: 'prod',
    network,
  });

  // Calls from the other network come in here. The gateway passes TLS on: it can read nothing and has no key.
  new istio.Gateway(platform, 'cross-network', {
    metadata: { name: 'cross-network', namespace: mesh.rootNamespace },
    selector: { istio: 'eastwestgateway' },
    servers: [{ port: 15443, protocol: istio.Protocol.TLS, hosts: ['*.local'], tls: istio.ServerTls.autoPassthrough() }],
  });
  const shop = mesh.addNamespace('shop');
  const applications = new Include(platform, 'applications', { url: join(__dirname, `${name}.yaml`) });
  shop.adopt(applications);
  return { name, app, mesh, shop };
}

/** cert-manager asks for a token of this service account and shows it to Vault. */
function letCertManagerActAs(chart: Chart, name: string): void {
  const metadata = { name, namespace: 'cert-manager' };
  const rbac = 'rbac.authorization.k8s.io';
  new ApiObject(chart, 'vault-issuer', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  new ApiObject(chart, 'vault-issuer-role', {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata,
    rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [name], verbs: ['create'] }],
  });
  new ApiObject(chart, 'vault-issuer-role-binding', {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager' }],
  });
}

const east = cluster('east');
east.shop.workload('cart').allowFrom(MeshClient.serviceAccount('shop', 'web')); // which runs in the west

const west = cluster('west');
west.shop.workload('web').allowFrom(MeshClient.serviceAccount('istio-ingress', 'istio-ingress'));

mkdirSync(values, { recursive: true });
for (const { name, app, mesh } of [east, west]) {
  app.synth();
  writeFileSync(join(values, `${name}.yaml`), mesh.istiodValues.toYaml());
}
