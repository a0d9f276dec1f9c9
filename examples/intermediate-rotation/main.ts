import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { IntermediateRotation, IssuerChain, IstioMesh, WorkloadPort } from 'cdk8s-mtls';

const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
const generations = { from: '1', to: '2' };

/** The phases, as folders beside each other. A program of its own would have the one value in which it stands, and be edited from phase to phase. */
const phases = {
  '0-before': undefined,
  '1-prepare': IntermediateRotation.prepare(generations),
  '2-activate': IntermediateRotation.activate(generations),
  '3-drain': IntermediateRotation.drain(generations),
  '4-retire': IntermediateRotation.retire(generations),
  '5-after': IntermediateRotation.steady('2'),
};

for (const [phase, intermediateRotation] of Object.entries(phases)) {
  const app = new App({ outdir: join(outdir, phase) });
  const platform = new Chart(app, 'platform');
  const ca = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
  const mesh = new IstioMesh(platform, 'mesh', { certificates: ca, intermediateRotation });
  const shop = mesh.addNamespace('shop');
  const web = shop.addWorkload('web', { ports: [WorkloadPort.http(8080)] });
  shop.addWorkload('cart', { ports: [WorkloadPort.grpc(7070)] }).allowFrom(web);
  app.synth();
}
