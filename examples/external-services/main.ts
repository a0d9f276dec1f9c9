import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { certmanager, ClientCertificates, ExternalTls, IssuerChain, IstioMesh, PortProtocol, WorkloadPort } from 'cdk8s-mtls';

const app = new App();
const platform = new Chart(app, 'platform');
const ca = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
const mesh = new IstioMesh(platform, 'mesh', { certificates: ca });

const shop = mesh.addNamespace('shop');
const checkout = shop.addWorkload('checkout', { ports: [WorkloadPort.http(8080)] });
shop.addService('checkout', { selector: { app: 'checkout' }, ports: [{ port: 80, targetPort: 8080 }] });
const search = shop.addWorkload('search', { ports: [WorkloadPort.http(8080)] });

// --- Out of the mesh ---------------------------------------------------------

// The application calls http://api.weather.example.com; its proxy starts TLS and verifies the server.
mesh.addExternalService('weather', {
  host: 'api.weather.example.com',
  tls: ExternalTls.originate(),
  usedBy: [search],
});

// Billing runs on machines of ours outside the cluster, with a certificate from the same root, and asks for one in
// return. cert-manager keeps it fresh; the proxy of the checkout, and no other, presents it.
const clientCertificate = new certmanager.Certificate(platform, 'billing-client', {
  metadata: { name: 'billing-client', namespace: 'shop' },
  issuer: ca.intermediate('mesh').issuerFor('shop'),
  uris: ['spiffe://prod.example.com/ns/shop/sa/checkout'],
  usages: [certmanager.KeyUsage.DIGITAL_SIGNATURE, certmanager.KeyUsage.CLIENT_AUTH],
  duration: Duration.days(7), // at most the 30 days that its issuer has left when it is renewed
});
mesh.addExternalService('billing', {
  host: 'billing.corp.example.com',
  port: 8443,
  tls: ExternalTls.originateMutualFromSecret({ secretName: clientCertificate.secretName }),
  usedBy: [checkout],
});

// This client library insists on speaking TLS by itself; the proxy passes it on.
mesh.addExternalService('ledger', {
  host: 'ledger.partner.example.com',
  port: 5671,
  protocol: PortProtocol.TCP,
  tls: ExternalTls.passthrough(),
  usedBy: [checkout],
});

// --- Into the mesh -----------------------------------------------------------

// Partners call in with client certificates of our own chain. Workloads have such certificates too, so the gateway
// is told which names it lets in; anyone else is refused there.
const partners = mesh.addIngressGateway('partners', {
  hosts: ['partners.example.com'],
  issuer: ca.intermediate('mesh').issuerFor('istio-ingress'),
  clientCertificates: ClientCertificates.required({ subjectAltNames: ['acme.partners.example.com'] }),
});
checkout.allowFrom(partners);

// Where the gateway sends the calls that it lets in.
new ApiObject(platform, 'partners-route', {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'partners', namespace: 'istio-ingress' },
  spec: {
    hosts: ['partners.example.com'],
    gateways: [partners.gateway.name],
    http: [{ route: [{ destination: { host: 'checkout.shop.svc.cluster.local', port: { number: 80 } } }] }],
  },
});

app.synth();
