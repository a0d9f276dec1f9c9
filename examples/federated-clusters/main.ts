import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
import { istio, IssuerChain, IstioMesh, MeshClient, RootCa } from 'cdk8s-mtls';

/**
 * Two clusters that were there before they became one mesh, each with a root and a trust domain of its own. Nothing is
 * replaced: each is handed the root of the other besides its own, and takes the other's trust domain for an alias. It is
 * more to look after than one root for all (see the example multi-cluster), and needs nothing that both clusters share.
 *
 * A root that cert-manager makes is another one in each cluster, and nobody knows it before it is made. So a cluster is
 * first set up by itself, and its root's certificate, which is no secret, goes into a file beside this program:
 *
 *     kubectl get secret ca-root-east-2026 -n cert-manager -o jsonpath='{.data.tls\.crt}' | base64 -d > east.crt
 *
 * Trust comes before traffic: apply this to both clusters before either learns of the other's endpoints.
 *
 *     cdk8s-mtls check --cluster east=dist/east --cluster west=dist/west \
 *       --mesh-config east=values/east.yaml --mesh-config west=values/west.yaml
 */
const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
const values = process.argv[2] ?? 'values';

/** One app, and one folder of manifests, for each cluster. */
function cluster(name: string, other: string) {
  const app = new App({ outdir: join(outdir, name) });
  const platform = new Chart(app, 'platform');
  const network = `network-${name}`;
  new ApiObject(platform, 'istio-system', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system', labels: { 'topology.istio.io/network': network } },
  });

  // The slots have the cluster in them, so that no two roots have one name.
  const ca = new IssuerChain(platform, 'ca', {
    trustDomain: `${name}.example.com`,
    roots: [
      RootCa.selfSigned(`${name}-2026`),
      RootCa.trusted(`${other}-2026`, readFileSync(join(__dirname, `${other}.crt`), 'utf8')),
    ],
    activeRoot: `${name}-2026`,
  });
  const mesh = new IstioMesh(platform, 'mesh', {
    certificates: ca,
    trustDomainAliases: [`${other}.example.com`],
    clusterName: name,
    meshId: 'federated',
    network,
  });
  new istio.Gateway(platform, 'cross-network', {
    metadata: { name: 'cross-network', namespace: mesh.rootNamespace },
    selector: { istio: 'eastwestgateway' },
    servers: [{ port: 15443, protocol: istio.Protocol.TLS, hosts: ['*.local'], tls: istio.ServerTls.autoPassthrough() }],
  });
  const shop = mesh.addNamespace('shop');
  shop.adopt(new Include(platform, 'applications', { url: join(__dirname, '..', 'multi-cluster', `${name}.yaml`) }));
  return { name, app, mesh, shop };
}

const east = cluster('east', 'west');
// Written with the trust domain of the east: callers of an alias count as of that.
east.shop.workload('cart').allowFrom(MeshClient.serviceAccount('shop', 'web'));

const west = cluster('west', 'east');
west.shop.workload('web').allowFrom(MeshClient.serviceAccount('istio-ingress', 'istio-ingress'));

mkdirSync(values, { recursive: true });
for (const { name, app, mesh } of [east, west]) {
  app.synth();
  writeFileSync(join(values, `${name}.yaml`), mesh.istiodValues.toYaml());
}
