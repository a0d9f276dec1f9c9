import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { IssuerChain, IstioMesh, TrustDomainChange, WorkloadPort } from 'cdk8s-mtls';

const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
const domains = { from: 'old.example.com', to: 'new.example.com' };

/** The phases, as folders beside each other. A program of its own would have the one value in which it stands, and be edited from phase to phase. */
const phases = {
  '0-before': { trustDomain: domains.from },
  '1-announce': { trustDomain: domains.from, trustDomainChange: TrustDomainChange.announce(domains) },
  '2-switch-over': { trustDomain: domains.from, trustDomainChange: TrustDomainChange.switchOver(domains) },
  '3-settle': { trustDomain: domains.from, trustDomainChange: TrustDomainChange.settle(domains) },
  '4-after': { trustDomain: domains.to },
};

for (const [phase, identities] of Object.entries(phases)) {
  const app = new App({ outdir: join(outdir, phase) });
  const platform = new Chart(app, 'platform');
  const ca = new IssuerChain(platform, 'ca', identities);
  const mesh = new IstioMesh(platform, 'mesh', { certificates: ca });
  const shop = mesh.addNamespace('shop');
  const web = shop.addWorkload('web', { ports: [WorkloadPort.http(8080)] });
  shop.addWorkload('cart', { ports: [WorkloadPort.grpc(7070)] }).allowFrom(web);
  app.synth();
}
