import { App, Chart } from 'cdk8s';
import { IssuerChain, IstioMesh, WorkloadPort } from 'cdk8s-mtls';

const app = new App();
const platform = new Chart(app, 'platform');

const ca = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
const mesh = new IstioMesh(platform, 'mesh', { certificates: ca }); // STRICT, mesh-wide

const shop = mesh.addNamespace('shop'); // enrolled, default-deny
const web = shop.addWorkload('web', { ports: [WorkloadPort.http(8080)] });
const cart = shop.addWorkload('cart', { ports: [WorkloadPort.grpc(7070)] });
cart.allowFrom(web); // by identity, not by IP

app.synth(); // fails, with reasons and remedies, if policies, certificates or trust do not fit together

export { ca, mesh };
