import { mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { ClientCertificates, ExternalTls, IssuerChain, IstioCa, IstioMesh, MtlsChecks, WorkloadPort } from '../../src';
import { EXCEPTION, istioMesh, NOW, PERMISSIVE, synth } from '../istio/fixtures';

/** A program that uses everything that makes objects. */
function describeEverything(scope: Construct): void {
  MtlsChecks.attach(scope, { now: NOW });
  const ca = new IssuerChain(scope, 'ca', { trustDomain: 'prod.example.com', keyProtection: { administrators: ['pki'], approverPolicy: true } });
  const mesh = new IstioMesh(scope, 'mesh', { certificates: ca, certificateAuthority: IstioCa.cacerts() });
  const gateway = mesh.addIngressGateway('public', { hosts: ['shop.example.com'], clientCertificates: ClientCertificates.required() });
  const callers = ['shop', 'blog'].map(name => {
    const namespace = mesh.addNamespace(name, name === 'blog' ? { enforcement: PERMISSIVE } : {});
    const web = namespace.addWorkload('web', { ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] });
    web.allowFrom(gateway);
    web.exemptPort(9090, EXCEPTION);
    namespace.allowFrom(namespace);
    namespace.addService('web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] });
    return web;
  });
  mesh.addExternalService('payments', { host: 'api.example.com', tls: ExternalTls.originateMutualFromSecret({ secretName: 'client' }), usedBy: callers });
  mesh.addExternalService('search', { host: 'search.example.com', tls: ExternalTls.originate(), usedBy: callers });
}

function yamlOf(scopeIn: (app: App) => Construct): string {
  const app = new App();
  describeEverything(scopeIn(app));
  return app.synthYaml();
}

const inChart = (app: App) => new Chart(app, 'platform');

test('one program makes the same bytes twice', () => {
  expect(yamlOf(inChart)).toBe(yamlOf(inChart));
});

test('nothing is called otherwise when the constructs move', () => {
  expect(yamlOf(app => new Construct(new Construct(new Chart(app, 'moved'), 'deep'), 'down'))).toBe(yamlOf(inChart));
});

test('every object has a name that no other object of its kind has, in whatever namespace', () => {
  const app = new App();
  const chart = inChart(app);
  describeEverything(chart);
  const names = chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test.each([
  ['FILE_PER_RESOURCE', YamlOutputType.FILE_PER_RESOURCE],
  ['FOLDER_PER_CHART_FILE_PER_RESOURCE', YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE],
])('%s loses no object', (_name, yamlOutputType) => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'out-')), yamlOutputType });
  const chart = inChart(app);
  describeEverything(chart);
  app.synth();
  const files = readdirSync(app.outdir, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.yaml'));
  expect(files.length).toBe(chart.toJson().length);
});

test('things of different kinds may have one name', () => {
  const mesh = istioMesh();
  for (const name of ['mtls', 'allow', 'default-deny', 'namespace', 'gateway']) {
    const namespace = mesh.addNamespace(name);
    for (const workload of ['mtls', 'allow', 'default-deny', 'namespace', 'service-allow']) {
      namespace.addWorkload(workload).allowFrom(namespace);
      namespace.addService(workload, { selector: { app: workload }, ports: [{ port: 80 }] });
    }
    namespace.allowFrom(namespace);
    mesh.addExternalService(name, { host: `${name}.example.com`, tls: ExternalTls.originate() });
    mesh.addIngressGateway(name, { hosts: [`${name}.example.com`] });
  }
  expect(() => synth(mesh)).not.toThrow();
});

test('a namespace is emitted where it is asked for', () => {
  const mesh = istioMesh();
  const chart = new Chart(App.of(mesh), 'shop');
  mesh.addNamespace('shop', { scope: chart }).addWorkload('cart').allowFrom(mesh.addNamespace('tools'));
  expect(chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Namespace shop', 'PeerAuthentication mtls.shop', 'AuthorizationPolicy default-deny.shop', 'AuthorizationPolicy allow.shop.cart',
  ]);
});

test('a mesh knows its namespaces, and a namespace its workloads', () => {
  const mesh = istioMesh();
  const shop = mesh.addNamespace('shop');
  const cart = shop.addWorkload('cart', { labels: { app: 'cart' } });
  const service = shop.addService('cart', { selector: { app: 'cart' }, ports: [{ port: 80 }] });
  expect(mesh.namespace('shop')).toBe(shop);
  expect(mesh.namespaces).toEqual([shop]);
  expect(shop.workload('cart')).toBe(cart);
  expect(shop.workloads).toEqual([cart]);
  expect(service.workloads).toEqual([cart]);
  expect(service.selector).toEqual({ app: 'cart' });
});
