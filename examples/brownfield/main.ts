import { join } from 'path';
import { App, Chart, Include } from 'cdk8s';
import { IssuerChain, IstioMesh, MeshClient } from 'cdk8s-mtls';

const app = new App();

const platform = new Chart(app, 'platform');
const ca = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
const mesh = new IstioMesh(platform, 'mesh', { certificates: ca });

// What was there before stays as it is. The only change to it is the label that enrols the namespace.
const chart = new Chart(app, 'bookings');
const legacy = new Include(chart, 'legacy', { url: join(__dirname, 'legacy.yaml') });
const bookings = mesh.enrolNamespace(legacy, { scope: chart });
bookings.adopt(legacy);

// Who may call whom. Everything else is refused.
const frontend = bookings.workload('frontend');
const api = bookings.workload('api');
const ledger = bookings.workload('ledger');
const reports = bookings.workload('reports');

frontend.allowFrom(MeshClient.serviceAccount('istio-ingress', 'istio-ingress')); // the gateway that the cluster has already
api.allowFrom(frontend, { ports: [9000] });
ledger.allowFrom(api);
ledger.allowFrom(reports);
ledger.allowFrom(ledger); // its replicas follow one another

// The scraper is on the hosts' network, so it has no proxy and no identity.
api.exemptPort(9090, {
  reason: 'metrics, scraped by a DaemonSet on the network of the hosts',
  until: '2030-06-30',
  ipBlocks: ['10.20.0.0/16'], // the addresses of the nodes
});

app.synth();
