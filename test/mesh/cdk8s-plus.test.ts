import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as kplus27 from 'cdk8s-plus-27';
import * as kplus33 from 'cdk8s-plus-33';
import { istioMesh, synth } from '../istio/fixtures';
import { acceptedOn, admits, demandedOf, named, ofKind, principal } from '../istio/reading';

/** Two applications in one chart, each written with a version of its own. */
function bothVersions() {
  const mesh = istioMesh();
  const chart = new Chart(App.of(mesh), 'application', { namespace: 'shop' });
  const web = new kplus27.Deployment(chart, 'web', {
    serviceAccount: new kplus27.ServiceAccount(chart, 'web-account', { metadata: { name: 'web' } }),
    containers: [{ image: 'web', portNumber: 8080 }],
  });
  web.exposeViaService({ name: 'web', ports: [{ port: 80, targetPort: 8080 }] });
  const cart = new kplus33.Deployment(chart, 'cart', {
    serviceAccount: new kplus33.ServiceAccount(chart, 'cart-account', { metadata: { name: 'cart' } }),
    containers: [{ image: 'cart', portNumber: 7070 }],
  });
  cart.exposeViaService({ name: 'cart', ports: [{ port: 80, targetPort: 7070 }] });
  return { mesh, chart, web, cart };
}

test('constructs of two versions of cdk8s-plus are adopted side by side, and let each other in', () => {
  const { mesh, chart, web, cart } = bothVersions();
  const namespace = new kplus33.Namespace(chart, 'namespace', { metadata: { name: 'shop' } });
  const shop = mesh.enrolNamespace(namespace);
  shop.adopt(chart);
  shop.workload(cart.name).allowFrom(shop.workload(web.name));

  const objects = synth(mesh);
  const labels = named(objects, 'Deployment', cart.name).spec.template.metadata.labels;
  const pod = { namespace: 'shop', labels };
  expect(Object.keys(labels)).toContain('cdk8s.io/metadata.addr');
  expect(acceptedOn(objects, pod, 7070)).toBe('STRICT');
  expect(['web', 'cart'].map(account => admits(objects, pod, 7070, principal('shop', account)))).toEqual([true, false]);
  expect(['web', 'cart'].map(name => demandedOf(objects, `${name}.shop.svc.cluster.local`, 80))).toEqual(['ISTIO_MUTUAL', 'ISTIO_MUTUAL']);
  expect(ofKind(objects, 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels])).toEqual([['shop', { 'istio-injection': 'enabled' }]]);
});

test.each<[string, (chart: Chart) => kplus27.Namespace | kplus33.Namespace]>([
  ['27', chart => new kplus27.Namespace(chart, 'shop', { metadata: { name: 'shop' } })],
  ['33', chart => new kplus33.Namespace(chart, 'shop', { metadata: { name: 'shop' } })],
])('a Namespace of cdk8s-plus-%s is enrolled', (_version, namespaceIn) => {
  const mesh = istioMesh();
  expect(mesh.enrolNamespace(namespaceIn(new Chart(App.of(mesh), 'application'))).name).toBe('shop');
});

test('each kind that runs pods is found in cdk8s-plus, one that was made from another construct included', () => {
  const { mesh, chart } = bothVersions();
  const pod = { containers: [{ image: 'x' }] };
  new kplus33.StatefulSet(chart, 'stateful', { ...pod, service: new kplus33.Service(chart, 'headless', { ports: [{ port: 80 }] }) });
  new kplus33.DaemonSet(chart, 'daemon', pod);
  new kplus27.Job(chart, 'job', pod);
  new kplus33.Pod(chart, 'pod', pod);
  expect(mesh.addNamespace('shop').adopt(chart).length).toBe(6);
});

test('no source imports cdk8s-plus, so no public type can be one of its classes', () => {
  const sources = readdirSync(join(__dirname, '../../src'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(50);
  const importing = sources.filter(file => /from ['"]cdk8s-plus|require\(['"]cdk8s-plus|import\(['"]cdk8s-plus/.test(readFileSync(join(__dirname, '../../src', file), 'utf8')));
  expect(importing).toEqual([]);
});
