import { App, Chart, Duration } from 'cdk8s';
import { Shape } from './shape';
import { certmanager, IssuerChain, IstioMesh, MeshNamespace, SpiffeId, WorkloadPort } from '../src';

/** The objects of each namespace: its own three, two for each workload, and what some workloads have besides. */
export const OBJECTS_PER_NAMESPACE = 50;
const WORKLOADS = 19;
const EXEMPTIONS = 5;
const CERTIFICATES = 4;

/**
 * A platform as our constructs describe it: one chain, one mesh, and namespaces
 * whose workloads sit behind Services and call one another. Some workloads have a
 * port that an outsider scrapes, some have a certificate of their own.
 */
export function describeMesh(app: App, namespaces: number, shape: Shape): void {
  const platform = new Chart(app, 'platform');
  const chain = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
  const mesh = new IstioMesh(platform, 'mesh', { certificates: chain });
  const gateway = mesh.addIngressGateway('public', { hosts: ['shop.example.com'] });

  for (let n = 0; n < namespaces; n++) {
    const name = `team-${n}`;
    const scope = shape === Shape.ONE_CHART ? platform : new Chart(app, name);
    const namespace = mesh.addNamespace(name, { scope });
    addWorkloads(namespace, workload => workload.allowFrom(gateway));
    for (let i = 0; i < CERTIFICATES; i++) {
      new certmanager.Certificate(namespace, `certificate-${i}`, {
        metadata: { name: `workload-${i}`, namespace: name },
        duration: Duration.days(7),
        issuer: mesh.intermediate.issuerFor(name),
        uris: [SpiffeId.forServiceAccount(chain.trustDomain, name, `workload-${i}`).uri],
        dnsNames: [`workload-${i}.${name}.svc`],
      });
    }
  }
}

function addWorkloads(namespace: MeshNamespace, open: (workload: ReturnType<MeshNamespace['addWorkload']>) => void): void {
  for (let i = 0; i < WORKLOADS; i++) {
    const name = `workload-${i}`;
    const workload = namespace.addWorkload(name, { ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] });
    namespace.addService(name, { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] });
    if (i === 0) {
      open(workload);
    } else {
      namespace.workloads.slice(Math.max(0, i - 3), i).forEach(caller => workload.allowFrom(caller, { ports: [8080] }));
    }
    if (i < EXEMPTIONS) {
      workload.exemptPort(9090, { reason: 'scraped by an agent outside the mesh', until: '2099-12-31' });
    }
  }
}
