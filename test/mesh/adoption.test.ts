import { writeFileSync, mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Include, Yaml } from 'cdk8s';
import { PortMode } from '../../src';
import { istioMesh, synth } from '../istio/fixtures';
import { demandedOf, Manifest, named, ofKind } from '../istio/reading';

/** A namespace `shop`, and a chart with objects that it may adopt. */
function shopBeside(objects: Manifest[], chartNamespace?: string) {
  const mesh = istioMesh();
  const chart = new Chart(mesh.node.root as any, 'application', { namespace: chartNamespace });
  objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object as any));
  return { mesh, chart, shop: mesh.addNamespace('shop') };
}

function adopted(...objects: Manifest[]) {
  const { shop, chart } = shopBeside(objects);
  return shop.adopt(chart);
}

const container = { name: 'main', ports: [{ containerPort: 8080, name: 'http' }] };

function pods(labels: Record<string, string> | undefined = { app: 'web' }, spec: Manifest = {}, annotations?: Record<string, string>): Manifest {
  return { metadata: { labels, annotations }, spec: { containers: [container], ...spec } };
}

function deployment(name: string, template: Manifest = pods({ app: name }), selector?: Manifest): Manifest {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { template, selector: selector ?? { matchLabels: template.metadata.labels } } };
}

function service(name: string, spec: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80, targetPort: 8080 }], ...spec } };
}

describe('a namespace adopts', () => {
  const template = pods();
  test.each<[string, Manifest]>([
    ['Deployment', { apiVersion: 'apps/v1', spec: { template } }],
    ['StatefulSet', { apiVersion: 'apps/v1', spec: { template } }],
    ['DaemonSet', { apiVersion: 'apps/v1', spec: { template } }],
    ['ReplicaSet', { apiVersion: 'apps/v1', spec: { template } }],
    ['Job', { apiVersion: 'batch/v1', spec: { template } }],
    ['CronJob', { apiVersion: 'batch/v1', spec: { jobTemplate: { spec: { template } } } }],
    ['Pod', { apiVersion: 'v1', metadata: { labels: { app: 'web' } }, spec: template.spec }],
  ])('a %s', (kind, object) => {
    const [workload, ...others] = adopted({ ...object, kind, metadata: { name: 'web', ...object.metadata } });
    expect(others).toEqual([]);
    expect({ name: workload.name, labels: workload.labels, ports: workload.ports.map(({ port }) => port), enrolled: workload.enrolled })
      .toEqual({ name: 'web', labels: { app: 'web' }, ports: [8080], enrolled: true });
  });

  test('what an Include reads, in the order of its objects, objects of no interest left alone', () => {
    const { mesh, shop, chart } = shopBeside([]);
    const file = join(mkdtempSync(join(tmpdir(), 'include-')), 'app.yaml');
    writeFileSync(file, Yaml.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} }, deployment('web'), deployment('cart')));
    expect(shop.adopt(new Include(chart, 'include', { url: file })).map(({ name }) => name)).toEqual(['web', 'cart']);
    expect(named(synth(mesh), 'ConfigMap', 'settings').data).toEqual({});
  });

  test('objects of several kinds and one name, told apart by their kinds', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'web' }, spec: { template: pods({ job: 'web' }) } };
    expect(adopted(job, deployment('web'), deployment('cart')).map(({ name }) => name)).toEqual(['web-job', 'web-deployment', 'cart']);
  });
});

describe('an adopted workload', () => {
  test.each<[string, Manifest, string]>([
    ['the account of its pods', { serviceAccountName: 'cashier' }, 'cashier'],
    ['the account in the older field', { serviceAccount: 'cashier' }, 'cashier'],
    ['the newer field, if there are both', { serviceAccountName: 'cashier', serviceAccount: 'other' }, 'cashier'],
    ['the default account, if its pods name none', {}, 'default'],
    ['the default account, if the name is empty', { serviceAccountName: '' }, 'default'],
  ])('runs under %s', (_name, spec, account) => {
    expect(adopted(deployment('web', pods({ app: 'web' }, spec)))[0].serviceAccountName).toBe(account);
  });

  test.each<[string, Manifest | undefined, Record<string, string>]>([
    ['the labels that its object selects by', { matchLabels: { app: 'web' } }, { app: 'web' }],
    ['all labels of its pods, if the selector has expressions', { matchLabels: { app: 'web' }, matchExpressions: [] }, { app: 'web', version: '1' }],
    ['all labels of its pods, if the selector is empty', { matchLabels: {} }, { app: 'web', version: '1' }],
  ])('is known by %s', (_name, selector, labels) => {
    expect(adopted(deployment('web', pods({ app: 'web', version: '1' }), selector))[0].labels).toEqual(labels);
  });

  test.each<[string, Manifest, boolean]>([
    ['takes part', pods(), true],
    ['does not take part if a label says so', pods({ 'app': 'web', 'sidecar.istio.io/inject': 'false' }), false],
    ['does not take part if an annotation says so', pods({ app: 'web' }, {}, { 'sidecar.istio.io/inject': 'false' }), false],
    ['takes part if a label says so and an annotation the opposite', pods({ 'app': 'web', 'sidecar.istio.io/inject': 'true' }, {}, { 'sidecar.istio.io/inject': 'false' }), true],
    ['does not take part on the network of the host', pods({ app: 'web' }, { hostNetwork: true }), false],
  ])('%s', (_name, template, enrolled) => {
    expect(adopted(deployment('web', template))[0].enrolled).toBe(enrolled);
  });

  test.each<[string, Manifest, number[]]>([
    ['the ports of its containers', { containers: [container, { name: 'other', ports: [{ containerPort: 9090 }] }] }, [8080, 9090]],
    ['no port over UDP', { containers: [{ name: 'main', ports: [{ containerPort: 53, protocol: 'UDP' }] }] }, []],
    ['a port of an init container that keeps running', { initContainers: [{ restartPolicy: 'Always', ports: [{ containerPort: 15 }] }] }, [8080, 15]],
    ['no port of an init container that ends', { initContainers: [{ ports: [{ containerPort: 15 }] }] }, [8080]],
  ])('listens on %s', (_name, spec, ports) => {
    expect(adopted(deployment('web', pods({ app: 'web' }, spec)))[0].ports.map(({ port }) => port)).toEqual(ports);
  });

  test('listens also on the container port that a Service leads to, unless none of its ports is known', () => {
    const silent = deployment('silent', pods({ app: 'silent' }, { containers: [{ name: 'main' }] }));
    const spec = (app: string) => ({ selector: { app }, ports: [{ port: 80, targetPort: 9000 }] });
    const [web, other] = adopted(deployment('web'), silent, service('web', spec('web')), service('silent', spec('silent')));
    expect([web, other].map(({ ports }) => ports.map(({ port }) => port))).toEqual([[8080, 9000], []]);
  });

  test.each([
    ['http-api', 'HTTP'], ['http', 'HTTP'], ['http2', 'HTTP2'], ['grpc-cart', 'GRPC'], ['https', 'TLS'], ['tls-db', 'TLS'], ['httpx', 'TCP'], [undefined, 'TCP'],
  ])('speaks on a port with the name %s %s', (name, protocol) => {
    const [web] = adopted(deployment('web', pods({ app: 'web' }, { containers: [{ name: 'main', ports: [{ containerPort: 1, name }] }] })));
    expect(web.ports.map(port => `${port.protocol}`)).toEqual([protocol]);
  });

  test('without labels can call, and cannot be called', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'report' }, spec: { template: { spec: { containers: [], serviceAccountName: 'report' } } } };
    const [report, web] = adopted(job, deployment('web'));
    expect(() => web.allowFrom(report)).not.toThrow();
    expect(() => report.allowFrom(web)).toThrow('[platform/mesh/shop/report] allowFrom(shop/default): its pods have no labels, so no policy can select them. Add a label to the pod template');
  });
});

describe('callers of an adopted Service', () => {
  const demanded = (...objects: Manifest[]) => {
    const { mesh, shop, chart } = shopBeside(objects);
    shop.adopt(chart);
    return demandedOf(synth(mesh), 'web.shop.svc.cluster.local', 80);
  };
  const behind = deployment('web', pods({ app: 'web', tier: 'front' }), { matchLabels: { app: 'web' } });
  const unenrolled = deployment('legacy', pods({ app: 'legacy', tier: 'front' }, { hostNetwork: true }), { matchLabels: { app: 'legacy' } });

  test.each<[string, Manifest[], string | undefined]>([
    ['are held to mutual TLS', [behind, service('web', { selector: { app: 'web' } })], 'ISTIO_MUTUAL'],
    ['are held to mutual TLS if it selects by labels that the Deployment does not', [behind, service('web', { selector: { tier: 'front' } })], 'ISTIO_MUTUAL'],
    ['are left alone if an unenrolled workload is behind it by such labels', [behind, unenrolled, service('web', { selector: { tier: 'front' } })], undefined],
    ['are left alone if it is headless', [behind, service('web', { selector: { app: 'web' }, clusterIP: 'None' })], undefined],
    ['are left alone if it leads outside', [behind, service('web', { type: 'ExternalName', externalName: 'web.example.com' })], undefined],
  ])('%s', (_name, objects, mode) => {
    expect(demanded(...objects)).toBe(mode);
  });

  test('send plaintext to a port that takes nothing else, behind the name of its container port', () => {
    const { mesh, shop, chart } = shopBeside([behind, service('web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] })]);
    shop.adopt(chart)[0].exemptPort(8080, { reason: 'probe', until: '2026-12-31', mode: PortMode.PLAINTEXT });
    expect(demandedOf(synth(mesh), 'web.shop.svc.cluster.local', 80)).toBe('DISABLE');
  });
});

describe('namespaces of adopted objects', () => {
  test('objects without one are put into that of the adopter, those of the cluster excepted', () => {
    const { mesh, shop, chart } = shopBeside([
      deployment('web'),
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' } },
      { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { name: 'jwt' } },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'web' } },
      { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' } },
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'unknown' } },
    ]);
    shop.adopt(chart);
    const namespaces = synth(mesh).filter(({ metadata }) => ['web', 'jwt', 'disk', 'unknown'].includes(metadata.name)).map(({ kind, metadata }) => [kind, metadata.namespace]);
    expect(Object.fromEntries(namespaces)).toEqual({
      Deployment: 'shop', ServiceAccount: 'shop', RequestAuthentication: 'shop', ClusterRole: undefined, PersistentVolume: undefined, Widget: undefined,
    });
  });

  test('objects of other namespaces are left alone', () => {
    const elsewhere = { ...deployment('cart'), metadata: { name: 'cart', namespace: 'payments' } };
    expect(adopted(deployment('web'), elsewhere).map(({ name }) => name)).toEqual(['web']);
  });

  test('the namespace of their chart is theirs', () => {
    const { shop, chart } = shopBeside([deployment('web')], 'payments');
    expect(() => shop.adopt(chart)).toThrow('[platform/mesh/shop] adopt(application): no workload of namespace "shop" is in it. Pass the construct that contains the Deployments');
  });

  test('each namespace adopts its own part of one construct', () => {
    const { mesh, shop, chart } = shopBeside([deployment('web'), { ...deployment('bank'), metadata: { name: 'bank', namespace: 'payments' } }]);
    expect(shop.adopt(chart).map(({ name }) => name)).toEqual(['web']);
    expect(mesh.addNamespace('payments').adopt(chart).map(({ name }) => name)).toEqual(['bank']);
    expect(ofKind(synth(mesh), 'Deployment').map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'payments']);
  });
});

test('pods that another controller than Kubernetes\' own runs are found too, and keep callers of their Service from being held to what they cannot do', () => {
  const mesh = istioMesh();
  const chart = new Chart(App.of(mesh), 'app', { namespace: 'shop' });
  const template = { metadata: { labels: { app: 'web' } }, spec: { hostNetwork: true, containers: [{ name: 'web', image: 'web' }] } };
  new ApiObject(chart, 'rollout', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec: { template } });
  new ApiObject(chart, 'service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
  const [web] = mesh.addNamespace('shop').adopt(chart);
  expect(web.enrolled).toBe(false);
  expect(synth(mesh).map(({ kind }) => kind)).not.toContain('DestinationRule');
});

test('a List is refused, since what is in it would be left out', () => {
  expect(() => adopted({ apiVersion: 'v1', kind: 'List', metadata: { name: 'all' }, items: [] } as any)).toThrow(/\] adopt\(\): this is a List.*documents of their own/);
});
