import { join } from 'path';
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { certmanager, IssuerChain, IstioMesh, RootCa, RootRotation, WorkloadPort } from 'cdk8s-mtls';

const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
const slots = { from: '2026', to: '2027' };
const [old, next] = [RootCa.selfSigned('2026'), RootCa.selfSigned('2027')];

/**
 * The phases, as folders beside each other. A program of its own would have the one value in which it stands, and be
 * edited from phase to phase: each edit is one pull request, and `cdk8s-mtls plan` says when the next one may be merged.
 */
const phases = {
  '0-before': { roots: [old] },
  '1-publish': { roots: [old, next], rootRotation: RootRotation.publish(slots) },
  '2-activate': { roots: [old, next], rootRotation: RootRotation.activate(slots) },
  '3-drain': { roots: [old, next], rootRotation: RootRotation.drain(slots) },
  '4-retire': { roots: [old, next], rootRotation: RootRotation.retire(slots) },
  '5-after': { roots: [next] },
};

for (const [phase, roots] of Object.entries(phases)) {
  const app = new App({ outdir: join(outdir, phase) });
  const platform = new Chart(app, 'platform');
  const ca = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com', ...roots });

  // Workloads with sidecars get their certificates and roots through istio-csr, which reads the bundle of the chain.
  const mesh = new IstioMesh(platform, 'mesh', { certificates: ca });
  const shop = mesh.addNamespace('shop');
  const web = shop.addWorkload('web', { ports: [WorkloadPort.http(8080)] });
  shop.addWorkload('cart', { ports: [WorkloadPort.grpc(7070)] }).allowFrom(web);

  // Workloads without a mesh mount both: the certificate from a Secret, the roots from the ConfigMap of the bundle.
  const ledger = new Chart(app, 'ledger', { namespace: 'ledger' });
  new ApiObject(ledger, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ledger', namespace: undefined } });
  ca.trustBundle.addNamespace('ledger');
  const issuer = ca.addIntermediate('services').issuerFor('ledger');
  for (const name of ['accounts', 'archive']) {
    const certificate = new certmanager.Certificate(ledger, `${name}-certificate`, {
      metadata: { name, namespace: 'ledger' },
      issuer,
      dnsNames: [`${name}.ledger.svc`],
      uris: [`spiffe://prod.example.com/ns/ledger/sa/${name}`],
      duration: Duration.hours(24),
      renewal: certmanager.Renewal.before(Duration.hours(12)),
    });
    deploy(ledger, name, certificate.secretName, ca.trustBundle.configMapName);
  }

  app.synth();
}

/** A workload that reads its certificate and its roots again whenever they change. */
function deploy(chart: Chart, name: string, secretName: string, configMapName: string): void {
  const labels = { app: name };
  new ApiObject(chart, `${name}-service-account`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          containers: [{
            name,
            image: `registry.example.com/${name}:1.0`,
            ports: [{ containerPort: 8443 }],
            volumeMounts: [
              { name: 'certificate', mountPath: '/var/run/mtls/certificate', readOnly: true },
              { name: 'roots', mountPath: '/var/run/mtls/roots', readOnly: true },
            ],
          }],
          volumes: [
            // Without ca.crt: that is the root of this one certificate, and changes with it.
            { name: 'certificate', secret: { secretName, items: ['tls.crt', 'tls.key'].map(key => ({ key, path: key })) } },
            { name: 'roots', configMap: { name: configMapName } },
          ],
        },
      },
    },
  });
}
