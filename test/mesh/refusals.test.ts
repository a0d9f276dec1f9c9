import { ApiObject, App, Chart } from 'cdk8s';
import { LinkerdLikeMesh } from './linkerd-like-provider';
import { Enforcement, ExternalTls, IstioMesh, MeshClient, MeshNamespace, PortMode, WorkloadPort } from '../../src';
import { EXCEPTION, istioMesh, PERMISSIVE } from '../istio/fixtures';

type Refusal = [name: string, call: (mesh: IstioMesh) => unknown, message: string];

const shop = (mesh: IstioMesh): MeshNamespace => mesh.addNamespace('shop');
const cart = (mesh: IstioMesh) => shop(mesh).addWorkload('cart', { ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] });
const chartOf = (mesh: IstioMesh, id: string) => new Chart(App.of(mesh), id);
const object = (scope: Chart, kind: string, name: string, labels = {}) => new ApiObject(scope, name, { apiVersion: 'v1', kind, metadata: { name, labels } });
const TLS = ExternalTls.originate();
const BY_SECRET = ExternalTls.originateMutualFromSecret({ secretName: 'client' });

const namespaces: Refusal[] = [
  ['a name with a dot', mesh => mesh.addNamespace('shop.eu'), '[platform/mesh/shop.eu] addNamespace("shop.eu"): must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write the name of a namespace, for example "shop".'],
  ['a namespace that is enrolled already', mesh => [shop(mesh), shop(mesh)], '[platform/mesh] addNamespace("shop"): the namespace is enrolled already. Use the one there is: namespace("shop").'],
  ['a Namespace object that is enrolled already', mesh => [shop(mesh), mesh.enrolNamespace(object(chartOf(mesh, 'app'), 'Namespace', 'shop'))], '[platform/mesh] enrolNamespace(app/shop): the namespace is enrolled already.'],
  ['a name that nobody enrolled', mesh => [shop(mesh), mesh.namespace('shp')], '[platform/mesh] namespace("shp"): no such namespace is enrolled. Enrol it with addNamespace("shp"). Did you mean "shop"?'],
  ['a construct that is no Namespace', mesh => mesh.enrolNamespace(object(chartOf(mesh, 'app'), 'Service', 'shop')), '[platform/mesh] enrolNamespace(app/shop): no Namespace is in it. Pass the construct of one Namespace, or use addNamespace(name) to have one emitted.'],
  ['a construct with two Namespaces', mesh => {
    const chart = chartOf(mesh, 'app');
    ['shop', 'tools'].forEach(name => object(chart, 'Namespace', name));
    mesh.enrolNamespace(chart);
  }, '[platform/mesh] enrolNamespace(app): there are 2 Namespaces in it: shop, tools.'],
  ['a caller let into a whole namespace that is open', mesh => mesh.addNamespace('shop', { defaultDeny: false }).allowFrom(MeshClient.namespace('tools')), '[platform/mesh/shop] allowFrom(tools/*): the namespace is open to every caller, and a rule for all of it would close it. Leave defaultDeny out'],
  ['a construct without workloads', mesh => shop(mesh).adopt(chartOf(mesh, 'app')), '[platform/mesh/shop] adopt(app): no workload of namespace "shop" is in it. Pass the construct that contains the Deployments'],
];

const workloads: Refusal[] = [
  ['a name with capitals', mesh => shop(mesh).addWorkload('Cart'), '[platform/mesh/shop/Cart] addWorkload("Cart"): must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit. Write a name as Kubernetes has them, for example "web".'],
  ['a name that is there', mesh => [cart(mesh), mesh.namespace('shop').addWorkload('cart')], '[platform/mesh/shop] addWorkload("cart"): there is a workload of that name. Give it another name, or use the one there is: workload("cart").'],
  ['a name that nobody described', mesh => [cart(mesh), mesh.namespace('shop').workload('card')], '[platform/mesh/shop] workload("card"): no such workload. Known here: cart. Did you mean "cart"?'],
  ['a name in an empty namespace', mesh => shop(mesh).workload('cart'), '[platform/mesh/shop] workload("cart"): no such workload. Known here: none.'],
  ['a service account that is none', mesh => shop(mesh).addWorkload('cart', { serviceAccountName: '' }), '[platform/mesh/shop/cart] addWorkload("cart"): serviceAccountName "" must be lower-case letters'],
  ['a label that is none', mesh => shop(mesh).addWorkload('cart', { labels: { app: 'a b' } }), '[platform/mesh/shop/cart] addWorkload("cart"): label "app: a b" must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit. Write the labels that the pods have.'],
  ['a port twice', mesh => shop(mesh).addWorkload('cart', { ports: [WorkloadPort.http(80), WorkloadPort.tcp(80)] }), '[platform/mesh/shop/cart] addWorkload("cart"): container port 80 is given twice. Name each container port once.'],
  ['enforcement where nothing enforces it', mesh => shop(mesh).addWorkload('cart', { enrolled: false, enforcement: PERMISSIVE }), '[platform/mesh/shop/cart] addWorkload("cart", { enforcement }): the workload is not enrolled in the mesh, so nothing would enforce this. Enrol its pods first.'],
  ['enforcement of pods without labels', mesh => shop(mesh).addWorkload('cart', { labels: {}, enforcement: PERMISSIVE }), '[platform/mesh/shop/cart] addWorkload("cart", { enforcement }): its pods have no labels, so no policy can select them. Add a label to the pod template, for example app: "cart".'],
];

const callers: Refusal[] = [
  ['a caller that is not enrolled', mesh => cart(mesh).allowFrom(mesh.namespace('shop').addWorkload('old', { enrolled: false })), '[platform/mesh/shop/old] allowFrom(shop/old): the caller is not enrolled in the mesh, so it has no identity. Enrol its pods, or exempt the port that it calls: exemptPort(port, { reason, until }).'],
  ['a server that is not enrolled', mesh => shop(mesh).addWorkload('cart', { enrolled: false }).allowFrom(MeshClient.namespace('tools')), '[platform/mesh/shop/cart] allowFrom(tools/*): the workload is not enrolled in the mesh, so nothing would enforce this.'],
  ['a port on which the server does not listen', mesh => cart(mesh).allowFrom(MeshClient.namespace('tools'), { ports: [80] }), '[platform/mesh/shop/cart] allowFrom(tools/*): the workload does not listen on container port 80. Its container ports are 8080, 9090; the port of a Service in front of it is not meant here.'],
  ['a port that is none', mesh => shop(mesh).addWorkload('cart').allowFrom(MeshClient.namespace('tools'), { ports: [0] }), '[platform/mesh/shop/cart] allowFrom(tools/*): a port is a whole number from 1 to 65535. Give the number of a container port, for example 8080.'],
  ['no port at all, which is not every port', mesh => cart(mesh).allowFrom(MeshClient.namespace('tools'), { ports: [] }), '[platform/mesh/shop/cart] allowFrom(tools/*): ports is empty. Name the container ports, or leave "ports" out if every port is meant.'],
  ['an empty service account, which is not every one', mesh => cart(mesh).allowFrom(MeshClient.serviceAccount('tools', '')), '[platform/mesh/shop] allowFrom(tools/): its service account "" must be lower-case letters'],
  ['a namespace with a wildcard', mesh => cart(mesh).allowFrom(MeshClient.namespace('*')), '[platform/mesh/shop] allowFrom(*/*): its namespace "*" must be lower-case letters, digits and "-", and begin and end with a letter or digit. Name a namespace and a service account as Kubernetes has them'],
  ['a trust domain that is none', mesh => shop(mesh).allowFrom(MeshClient.namespace('tools', { trustDomain: 'Other' })), '[platform/mesh/shop] allowFrom(tools/*): its trust domain "Other" must be lower-case letters'],
];

const exemptions: Refusal[] = [
  ['without a reason', mesh => cart(mesh).exemptPort(9090, { ...EXCEPTION, reason: ' ' }), '[platform/mesh/shop/cart] exemptPort(9090): no reason. Add "reason": say why this cannot be strict mutual TLS'],
  ['without an end', mesh => cart(mesh).exemptPort(9090, { reason: 'scraped' } as any), '[platform/mesh/shop/cart] exemptPort(9090): no end date. Add "until", the last day of the exception, for example until: "2027-03-31", so that it cannot be forgotten.'],
  ['without anything', mesh => cart(mesh).exemptPort(9090, undefined as any), '[platform/mesh/shop/cart] exemptPort(9090): no reason.'],
  ['until a day that is none', mesh => cart(mesh).exemptPort(9090, { ...EXCEPTION, until: '2027-02-30' }), '[platform/mesh/shop/cart] exemptPort(9090): until "2027-02-30" is not a day of the calendar. Write it as YYYY-MM-DD, for example until: "2027-03-31".'],
  ['twice', mesh => {
    const server = cart(mesh);
    server.exemptPort(9090, EXCEPTION);
    server.exemptPort(9090, { ...EXCEPTION, mode: PortMode.PLAINTEXT });
  }, '[platform/mesh/shop/cart] exemptPort(9090): the port is exempt already. Keep one exemption for each port.'],
  ['of a port on which it does not listen', mesh => cart(mesh).exemptPort(80, EXCEPTION), '[platform/mesh/shop/cart] exemptPort(80): the workload does not listen on container port 80. Its container ports are 8080, 9090'],
  ['of a port that is none', mesh => shop(mesh).addWorkload('cart').exemptPort(65536, EXCEPTION), '[platform/mesh/shop/cart] exemptPort(65536): a port is a whole number from 1 to 65535.'],
  ['of a workload that is not enrolled', mesh => shop(mesh).addWorkload('cart', { enrolled: false }).exemptPort(80, EXCEPTION), '[platform/mesh/shop/cart] exemptPort(80): the workload is not enrolled in the mesh'],
  ['from addresses that are none', mesh => cart(mesh).exemptPort(9090, { ...EXCEPTION, ipBlocks: ['10.0.0.0/40'] }), 'ipBlocks("10.0.0.0/40"): '],
];

const serviceWith = (change: object) => (mesh: IstioMesh) => shop(mesh).addService('web', { selector: { app: 'web' }, ports: [{ port: 80, ...change }] });
const services: Refusal[] = [
  ['a name with a dot', mesh => shop(mesh).addService('web.v1', { selector: {}, ports: [] }), '[platform/mesh/shop/Service-web.v1] addService("web.v1"): must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write the name of the Service, for example "web".'],
  ['a name that is there', mesh => [serviceWith({})(mesh), mesh.namespace('shop').addService('web', { selector: {}, ports: [] })], '[platform/mesh/shop] addService("web"): there is a Service of that name. Describe each Service once, with all of its ports.'],
  ['a label that is none', mesh => shop(mesh).addService('web', { selector: { 'a/b/c': '' }, ports: [] }), '[platform/mesh/shop/Service-web] addService("web"): selector "a/b/c: " may contain one "/" only. Write the labels by which the Service selects pods.'],
  ['a port that is none', serviceWith({ port: 0 }), '[platform/mesh/shop/Service-web] addService("web", port 0): a port is a whole number from 1 to 65535. Give the number of the Service\'s port, for example 80.'],
  ['a port twice', mesh => shop(mesh).addService('web', { selector: {}, ports: [{ port: 80 }, { port: 80, targetPort: 1 }] }), '[platform/mesh/shop/Service-web] addService("web", port 80): the port is given twice. Name each port of the Service once.'],
  ['two target ports', serviceWith({ targetPort: 8080, targetPortName: 'http' }), '[platform/mesh/shop/Service-web] addService("web", port 80): there are both targetPort 8080 and targetPortName "http". Give the container port by its number or by its name.'],
  ['a target port that is none', serviceWith({ targetPort: 70000 }), '[platform/mesh/shop/Service-web] addService("web", port 80): targetPort 70000: a port is a whole number from 1 to 65535. Give the number of the container port, for example 8080.'],
];

const externalWith = (change: object) => (mesh: IstioMesh) => mesh.addExternalService('api', { host: 'api.example.com', tls: TLS, ...change });
const external: Refusal[] = [
  ['a name that is none', mesh => mesh.addExternalService('a.b', { host: 'api.example.com', tls: TLS }), '[platform/mesh/ExternalService-a.b] addExternalService("a.b"): must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write a name for the objects, for example "payments".'],
  ['a name that is there', mesh => [externalWith({})(mesh), externalWith({})(mesh)], '[platform/mesh] addExternalService("api"): there is an external service of that name. Give each a name of its own, for example "payments".'],
  ['a host with a wildcard', externalWith({ host: '*.example.com' }), '[platform/mesh/ExternalService-api] addExternalService("api"): host "*.example.com" must be lower-case letters'],
  ['a host without a domain', externalWith({ host: 'api' }), '[platform/mesh/ExternalService-api] addExternalService("api"): host "api" is not a full DNS name. Write the full DNS name, for example "api.payments.example.com".'],
  ['a port that is none', externalWith({ port: 0 }), '[platform/mesh/ExternalService-api] addExternalService("api"): port 0: a port is a whole number from 1 to 65535.'],
  ['a port of callers that is none', externalWith({ clientPort: 1.5 }), '[platform/mesh/ExternalService-api] addExternalService("api"): port 1.5: a port is a whole number from 1 to 65535.'],
  ['a port of callers where the proxy starts no TLS', externalWith({ tls: ExternalTls.passthrough(), clientPort: 80 }), '[platform/mesh/ExternalService-api] addExternalService("api"): clientPort 80 differs from port 443, but the proxy only passes TLS on. Leave clientPort out, or have the proxy start TLS: ExternalTls.originate().'],
  ['a client certificate for nobody', externalWith({ tls: BY_SECRET }), '[platform/mesh/ExternalService-api] addExternalService("api"): nobody is named who uses it, so no proxy fetches the client certificate "client". Name the callers: usedBy: [workload].'],
  ['no callers', externalWith({ usedBy: [] }), '[platform/mesh/ExternalService-api] addExternalService("api"): usedBy is empty, so nobody could call it.'],
  ['a caller that is not enrolled', mesh => externalWith({ usedBy: [shop(mesh).addWorkload('old', { enrolled: false })] })(mesh), '[platform/mesh/ExternalService-api] addExternalService("api"): shop/old is not enrolled in the mesh, so no proxy starts TLS for it. Enrol its pods, or have the application speak TLS itself.'],
  ['a caller of another mesh', mesh => externalWith({ usedBy: [new LinkerdLikeMesh(chartOf(mesh, 'other'), 'other').addNamespace('tools').addWorkload('web')] })(mesh), '[platform/mesh/ExternalService-api] addExternalService("api"): tools/web belongs to another mesh. Describe the service in the mesh of its callers.'],
  ['a client certificate for pods without labels', mesh => externalWith({ tls: BY_SECRET, usedBy: [shop(mesh).addWorkload('job', { labels: {} })] })(mesh), '[platform/mesh/ExternalService-api] addExternalService("api"): the pods of shop/job have no labels, so nothing can give them the client certificate. Add a label to the pod template, for example app: "job".'],
  ['a client certificate from nowhere', () => ExternalTls.originateMutualFromSecret({ secretName: '' }), 'ExternalTls.originateMutualFromSecret(): no secretName. Name the Secret with the client certificate, for example secretName: "payments-client".'],
];

const values: Refusal[] = [
  ['permissive enforcement without a reason', () => Enforcement.permissive({ reason: '', until: '2027-01-01' }), 'Enforcement.permissive(): no reason. Add "reason"'],
  ['permissive enforcement without an end', () => Enforcement.permissive({ reason: 'migration' } as any), 'Enforcement.permissive(): no end date. Add "until"'],
  ['permissive enforcement without anything', () => Enforcement.permissive(undefined as any), 'Enforcement.permissive(): no reason. Add "reason"'],
  ['a container port that is none', () => WorkloadPort.http(0), 'WorkloadPort.of(0): a port is a whole number from 1 to 65535. Give the number of the container port, for example WorkloadPort.http(8080).'],
];

describe.each<[string, Refusal[]]>([
  ['a namespace', namespaces],
  ['a workload', workloads],
  ['letting callers in', callers],
  ['an exempt port', exemptions],
  ['a Service', services],
  ['a service outside', external],
  ['a value', values],
])('%s is refused with', (_subject, refusals) => {
  test.each(refusals)('%s', (_name, call, message) => {
    expect(() => call(istioMesh())).toThrow(message);
  });
});
