import { join } from 'path';
import { App, Chart, Include } from 'cdk8s';
import { IssuerChain, IstioMesh, MeshClient, PortMode, StrictMigration } from 'cdk8s-mtls';

const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
const underWay = { reason: 'not all callers are known to have sidecars yet', until: '2030-03-31' };

/**
 * The stages, as folders beside each other. A program of its own would have the one value in which it stands, and be
 * edited from stage to stage: each edit is one pull request, and the gate of the stage passes before it is merged.
 */
const stages = {
  'observe': StrictMigration.observe(underWay),
  'strict-workloads': StrictMigration.strictWorkloads({ ...underWay, workloads: ['tickets/web'] }),
  'strict-namespaces': StrictMigration.strictNamespaces({ ...underWay, namespaces: ['tickets'] }),
  'strict-mesh': StrictMigration.strictMesh(),
};

for (const [stage, migration] of Object.entries(stages)) {
  const app = new App({ outdir: join(outdir, stage) });
  const platform = new Chart(app, 'platform');
  const ca = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
  const mesh = new IstioMesh(platform, 'mesh', { certificates: ca, migration });

  // What was there before stays as it is, but for the label that enrols each namespace.
  const [tickets, billing] = ['tickets', 'billing'].map(name => {
    const chart = new Chart(app, name);
    const legacy = new Include(chart, 'legacy', { url: join(__dirname, `${name}.yaml`) });
    const namespace = mesh.enrolNamespace(legacy, { scope: chart });
    namespace.adopt(legacy);
    return namespace;
  });
  new Include(new Chart(app, 'kiosks'), 'kiosks', { url: join(__dirname, 'kiosks.yaml') });

  // Who may call whom by identity. As long as a workload is not strict, callers without one are let in besides.
  const web = tickets.workload('web');
  const seats = tickets.workload('seats');
  const ledger = billing.workload('ledger');
  web.allowFrom(MeshClient.serviceAccount('istio-ingress', 'istio-ingress'));
  seats.allowFrom(web, { ports: [8080] });
  ledger.allowFrom(seats);
  ledger.allowFrom(billing.workload('invoices'));

  // Found beforehand as what strict breaks, and what cannot be enrolled until then: each with its reason and its end.
  seats.exemptPort(8080, { reason: 'the kiosks get their sidecars with their next release', until: '2030-06-30' });
  ledger.exemptPort(3306, {
    reason: 'MySQL speaks first, which hangs where plaintext is accepted too; strict when all callers have sidecars',
    until: '2030-06-30',
    mode: PortMode.PLAINTEXT,
  });
  seats.exemptPort(9102, { reason: 'metrics, scraped by a Prometheus outside the mesh', until: '2030-12-31' });

  app.synth();
}
