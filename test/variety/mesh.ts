import { ApiObject, Chart } from 'cdk8s';
import { UNTIL, valuesOf, varieties, variety, VarietyCase } from './case';
import {
  AllowFromOptions, certmanager, ClientCertificates, Enforcement, ExternalServiceProps, ExternalTls, IMeshClient,
  IngressGatewayProps, IssuerChain, IstioMesh, IstioMeshProps, MeshClient, MeshNamespace, MeshNamespaceOptions, MeshServiceProps,
  MeshWorkload, MeshWorkloadProps, PortMode, PortProtocol, StrictMigration, WorkloadPort,
} from '../../src';
import { ROOT_PEM } from '../pki/certmanager/fixtures';

const exception = { reason: 'callers outside the mesh', until: UNTIL };
const permissive = Enforcement.permissive(exception);

function meshIn(chart: Chart, props: Partial<IstioMeshProps> = {}): IstioMesh {
  return new IstioMesh(chart, 'mesh', { certificates: new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com' }), ...props });
}

const enforcements = { 'as above': undefined, 'strict': Enforcement.strict(), 'permissive': permissive };

function namespaces(): VarietyCase[] {
  const combinations = Object.entries(enforcements).flatMap(([mesh, ofMesh]) => (
    Object.entries(enforcements).flatMap(([namespace, enforcement]) => [true, false].map(defaultDeny => [
      `mesh ${mesh}, namespace ${namespace}, ${defaultDeny ? 'closed' : 'open'}`, { ofMesh, enforcement, defaultDeny },
    ] as const))
  ));
  return [
    ...varieties('a namespace', Object.fromEntries(combinations), (chart, { ofMesh, enforcement, defaultDeny }) => {
      const namespace = meshIn(chart, { enforcement: ofMesh }).addNamespace('shop', { enforcement, defaultDeny });
      for (const [name, ofWorkload] of Object.entries(enforcements)) {
        namespace.addWorkload(name.replace(' ', '-'), { enforcement: ofWorkload }).allowFrom(MeshClient.namespace('payments'));
      }
      namespace.addWorkload('outside', { enrolled: false });
    }),
    ...varieties('a mesh on its way to strict', {
      'observed': StrictMigration.observe(exception),
      'strict workloads': StrictMigration.strictWorkloads({ ...exception, workloads: ['shop/web'] }),
      'strict namespaces': StrictMigration.strictNamespaces({ ...exception, namespaces: ['shop'], workloads: ['payments/bank'] }),
      'strict': StrictMigration.strictMesh(),
    }, (chart, migration) => {
      const mesh = meshIn(chart, { migration });
      mesh.addNamespace('shop').addWorkload('web', { ports: [WorkloadPort.http(8080)] }).exemptPort(8080, exception);
      mesh.addNamespace('payments').addWorkload('bank').allowFrom(mesh.namespace('shop'));
    }),
    ...varieties('a namespace that another construct emits', { 'by default': undefined, 'a revision': '1-30' }, (chart, revision) => {
      const object = new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'payments', labels: { team: 'payments' } } });
      meshIn(chart, { revision }).enrolNamespace(object);
    }),
    variety('a namespace in a chart of its own', chart => {
      const options: MeshNamespaceOptions = { scope: new Chart(chart, 'payments') };
      meshIn(chart).addNamespace('payments', options).addWorkload('bank');
    }),
    variety('a namespace that lets others in', chart => {
      const mesh = meshIn(chart);
      const shop = mesh.addNamespace('shop');
      const payments = mesh.addNamespace('payments');
      shop.allowFrom(payments, shop, payments.addWorkload('bank'), MeshClient.serviceAccount('tools', 'crawler', { trustDomain: 'other.example.com' }));
      mesh.namespace('payments').allowFrom(MeshClient.namespace('tools', { trustDomain: 'other.example.com' }));
    }),
  ];
}

const ports: Record<string, WorkloadPort> = {
  HTTP: WorkloadPort.http(8080),
  HTTP2: WorkloadPort.http2(8080),
  gRPC: WorkloadPort.grpc(7070),
  TCP: WorkloadPort.tcp(6379),
  TLS: WorkloadPort.tls(8443),
  named: WorkloadPort.of(8080, PortProtocol.HTTP, 'http'),
};
const workloads: Record<string, MeshWorkloadProps> = {
  'nothing said': {},
  ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`a port of ${name}`, { ports: [port] }])),
  'several ports': { ports: [WorkloadPort.http(8080), WorkloadPort.grpc(9090)] },
  'labels': { labels: { 'app.kubernetes.io/name': 'cart', 'tier': 'backend' } },
  'a service account': { serviceAccountName: 'cart.v1' },
  'strict enforcement': { enforcement: Enforcement.strict() },
  'permissive enforcement': { enforcement: permissive },
};
const clients: Record<string, (namespace: MeshNamespace) => IMeshClient> = {
  'a workload': namespace => namespace.addWorkload('web'),
  'a namespace': namespace => namespace,
  'a gateway': namespace => (namespace.node.scope as IstioMesh).addIngressGateway('public', { hosts: ['shop.example.com'] }),
  'a service account': () => MeshClient.serviceAccount('tools', 'crawler'),
  'a namespace elsewhere': () => MeshClient.namespace('tools'),
  'a service account of another trust domain': () => MeshClient.serviceAccount('tools', 'crawler', { trustDomain: 'other.example.com' }),
};
const allowed: Record<string, AllowFromOptions | undefined> = { 'every port': undefined, 'one port': { ports: [8080] }, 'two ports': { ports: [8080, 9090] } };

const exemptions = [
  ...[undefined, ...Object.values(valuesOf<PortMode>(PortMode))].flatMap(mode => [undefined, ['10.0.0.0/8', '192.0.2.1']].map(ipBlocks => ({ mode, ipBlocks }))),
];

function inWorkloads(): VarietyCase[] {
  const calls = Object.entries(clients).flatMap(([client, by]) => Object.entries(allowed).map(([port, options]) => [`${client} on ${port}`, { by, options }] as const));
  return [
    ...varieties('a workload with', workloads, (chart, props) => {
      meshIn(chart).addNamespace('shop').addWorkload('cart', props).allowFrom(MeshClient.namespace('payments'));
    }),
    ...varieties('a workload that lets in', Object.fromEntries(calls), (chart, { by, options }) => {
      const namespace = meshIn(chart).addNamespace('shop');
      namespace.addWorkload('cart', { ports: [WorkloadPort.http(8080), WorkloadPort.grpc(9090)] }).allowFrom(by(namespace), options);
    }),
    ...varieties('a port that is exempt', Object.fromEntries(exemptions.map(options => [`${options.mode ?? 'as usual'} for ${options.ipBlocks ?? 'all'}`, options])), (chart, options) => {
      const namespace = meshIn(chart).addNamespace('shop');
      const cart = namespace.addWorkload('cart', { ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] });
      cart.exemptPort(9090, { ...exception, ...options });
      const open = namespace.addWorkload('open', { enforcement: permissive });
      open.exemptPort(9090, { ...exception, ...options });
      open.exemptPort(9091, { ...exception, mode: PortMode.PLAINTEXT });
    }),
    variety('a port that is exempt in an open namespace', chart => {
      meshIn(chart).addNamespace('shop', { defaultDeny: false }).addWorkload('cart').exemptPort(9090, exception);
    }),
    variety('workloads under one service account, let in together', chart => {
      const namespace = meshIn(chart).addNamespace('shop');
      const callers = ['v1', 'v2'].map(version => namespace.addWorkload(`web-${version}`, { serviceAccountName: 'web', labels: { app: 'web', version } }));
      const [cart, orders] = ['cart', 'orders'].map(name => namespace.addWorkload(name, { ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] }));
      callers.forEach(caller => cart.allowFrom(caller));
      callers.forEach(caller => orders.allowFrom(caller, { ports: [8080] }));
    }),
    variety('a port that is exempt in a permissive namespace', chart => {
      const namespace = meshIn(chart).addNamespace('shop', { enforcement: permissive });
      namespace.addWorkload('cart').exemptPort(9090, { ...exception, mode: PortMode.PLAINTEXT });
    }),
  ];
}

const services: Record<string, MeshServiceProps> = {
  'one workload': { selector: { app: 'cart' }, ports: [{ port: 80 }] },
  'a target port': { selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080 }] },
  'a named target port': { selector: { app: 'cart' }, ports: [{ port: 80, targetPortName: 'http' }, { port: 443, targetPortName: 'unknown' }] },
  'an exempt port': { selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080 }, { port: 9000, targetPort: 9090 }] },
  'an exempt port by name': { selector: { app: 'cart' }, ports: [{ port: 9000, targetPortName: 'metrics' }] },
  'several workloads': { selector: { tier: 'backend' }, ports: [{ port: 80, targetPort: 8080 }] },
  'several workloads, one with an exempt port': { selector: { tier: 'backend' }, ports: [{ port: 9000, targetPort: 9090 }] },
  'a workload outside the mesh': { selector: { part: 'legacy' }, ports: [{ port: 80 }] },
  'nobody known': { selector: { app: 'nobody' }, ports: [{ port: 80 }] },
  'nobody selected': { selector: {}, ports: [{ port: 80 }] },
  'pods by themselves': { selector: { app: 'cart' }, ports: [{ port: 80 }], headless: true },
  'a name outside': { selector: {}, ports: [{ port: 80 }], externalName: true },
  'no port': { selector: { app: 'cart' }, ports: [] },
};

function inServices(): VarietyCase[] {
  const options = Object.entries(services).flatMap(([name, service]) => [true, false].map(clientEnforcement => [`${name}${clientEnforcement ? '' : ', callers as they are'}`, { service, clientEnforcement }] as const));
  return [
    ...varieties('a Service in front of', Object.fromEntries(options), (chart, { service, clientEnforcement }) => {
      const namespace = meshIn(chart, { clientEnforcement }).addNamespace('shop');
      namespace.addService('service', service);
      namespace.addWorkload('cart', {
        labels: { app: 'cart', tier: 'backend' },
        ports: [WorkloadPort.of(8080, PortProtocol.HTTP, 'http'), WorkloadPort.of(9090, PortProtocol.HTTP, 'metrics')],
      }).exemptPort(9090, { ...exception, mode: PortMode.PLAINTEXT });
      namespace.addWorkload('orders', { labels: { app: 'orders', tier: 'backend' }, ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] });
      namespace.addWorkload('legacy', { labels: { app: 'legacy', part: 'legacy' }, enrolled: false });
    }),
  ];
}

const tls: Record<string, (callers: MeshWorkload[]) => Pick<ExternalServiceProps, 'tls' | 'usedBy'>> = {
  'by the application': () => ({ tls: ExternalTls.passthrough() }),
  'by the application of some': usedBy => ({ tls: ExternalTls.passthrough(), usedBy }),
  'by the proxy': () => ({ tls: ExternalTls.originate() }),
  'by the proxy of some': usedBy => ({ tls: ExternalTls.originate(), usedBy }),
  'by the proxy, with everything': () => ({ tls: ExternalTls.originate({ sni: 'api', subjectAltNames: ['api', 'api.example.com'], caCertificates: '/etc/certs/ca.pem' }) }),
  'mutual, from files': () => ({ tls: ExternalTls.originateMutualFromFiles({ clientCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem' }) }),
  'mutual, from files, with everything': () => ({
    tls: ExternalTls.originateMutualFromFiles({
      clientCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem', sni: 'api', subjectAltNames: ['api'], caCertificates: '/etc/certs/ca.pem',
    }),
  }),
  'mutual, from a Secret': usedBy => ({ tls: ExternalTls.originateMutualFromSecret({ secretName: 'client' }), usedBy }),
  'mutual, from a Secret, with everything': usedBy => ({ tls: ExternalTls.originateMutualFromSecret({ secretName: 'client', sni: 'api', subjectAltNames: ['api'] }), usedBy }),
};

function externalServices(): VarietyCase[] {
  return [
    ...varieties('a service outside over TLS', tls, (chart, kind) => {
      const mesh = meshIn(chart);
      const callers = [mesh.addNamespace('shop').addWorkload('web'), mesh.namespace('shop').addWorkload('cart'), mesh.addNamespace('payments').addWorkload('bank')];
      mesh.addExternalService('api', { host: 'api.example.com', ...kind(callers) });
    }),
    ...varieties('a service outside that speaks', valuesOf<PortProtocol>(PortProtocol), (chart, protocol) => {
      // Nothing in TCP says which host is meant, so it needs addresses.
      const addresses = protocol === PortProtocol.TCP ? ['203.0.113.7', '203.0.113.8'] : undefined;
      const mesh = meshIn(chart);
      mesh.addExternalService('api', { host: 'api.example.com', tls: ExternalTls.originate(), protocol, addresses });
      mesh.addExternalService('other', { host: 'other.example.com', tls: ExternalTls.originate(), protocol, addresses, port: 8443, clientPort: 8080 });
    }),
    ...varieties('a service outside that is passed on at', { 'the usual port': {}, 'a port': { port: 8443 }, 'the same port': { port: 8443, clientPort: 8443 } }, (chart, at) => {
      meshIn(chart).addExternalService('api', { host: 'api.example.com', tls: ExternalTls.passthrough(), ...at });
    }),
  ];
}

const clientRoots = ClientCertificates.required({ roots: ROOT_PEM });
const issuer = certmanager.IssuerRef.fromClusterIssuerName('public');
const gateways: Record<string, Partial<IngressGatewayProps>> = {
  'nothing said': {},
  'an issuer': { issuer },
  'an issuer, and client certificates from other roots': { issuer, clientCertificates: clientRoots },
  'an issuer, and client certificates with names': { issuer, clientCertificates: ClientCertificates.optional({ subjectAltNames: ['client.example.com'] }) },
  'a Secret': { credentialName: 'shop-tls' },
  'a namespace': { namespace: 'gateways' },
  'labels': { labels: { app: 'gateway' } },
  'a service account': { serviceAccountName: 'gateway' },
  'a port': { port: 8443 },
  'everything': { issuer, credentialName: 'shop-tls', namespace: 'gateways', labels: { app: 'gateway' }, serviceAccountName: 'gateway', port: 8443, hosts: ['a.example.com', '*.b.example.com'] },
};
const clientCertificates: Record<string, ClientCertificates | undefined> = {
  'nothing said': undefined,
  'none': ClientCertificates.none(),
  'optional': ClientCertificates.optional(),
  'optional, with everything': ClientCertificates.optional({ roots: ROOT_PEM, subjectAltNames: ['client.example.com'] }),
  'required': ClientCertificates.required(),
  'required, from some roots': ClientCertificates.required({ roots: ROOT_PEM }),
  'required, with some names': ClientCertificates.required({ subjectAltNames: ['client.example.com', 'spiffe://other.example.com/ns/a/sa/b'] }),
};

function ingressGateways(): VarietyCase[] {
  const hosts = ['shop.example.com'];
  return [
    ...varieties('an ingress gateway with', gateways, (chart, props) => meshIn(chart).addIngressGateway('public', { hosts, ...props })),
    ...varieties('an ingress gateway whose client certificates are', clientCertificates, (chart, demand) => meshIn(chart).addIngressGateway('public', { hosts, clientCertificates: demand })),
  ];
}

/** Every branch of meshes. */
export function meshVariety(): VarietyCase[] {
  return [...namespaces(), ...inWorkloads(), ...inServices(), ...externalServices(), ...ingressGateways()];
}
