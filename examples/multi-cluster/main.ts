import { readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, App, Chart } from 'cdk8s';
import { certmanager, istio, IssuerChain, IstioMesh, MeshClient, RootCa, WorkloadPort } from 'cdk8s-mtls';

/**
 * One mesh of two clusters, each in a network of its own. The root is in Vault, so
 * its key is in neither cluster. Each cluster has an intermediate of its own below
 * it: if one is compromised, the other goes on. One root and one trust domain make
 * an identity mean the same everywhere.
 */
const outdir = process.env.CDK8S_OUTDIR ?? 'dist';

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
  return { app, mesh, shop: mesh.addNamespace('shop') };
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
const cart = east.shop.addWorkload('cart', { ports: [WorkloadPort.grpc(7070)] });
cart.allowFrom(MeshClient.serviceAccount('shop', 'web')); // which runs in the west

const west = cluster('west');
west.shop.addWorkload('web', { ports: [WorkloadPort.http(8080)] })
  .allowFrom(MeshClient.serviceAccount('istio-ingress', 'istio-ingress'));

east.app.synth();
west.app.synth();
