import * as fc from 'fast-check';
import { broken, CART, crawler, OBSERVE, only, strictNamespaces, strictWorkloads, summary } from './stage';
import { STRICT_MESH } from '../../../src/core/change/strict-migration-record';
import { allow, app, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject, service } from '../objects';

const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';
const MESHED = app('web', [], { container: { env: [{ name: 'CART', value: 'cart:80' }] } });
const probed = (container: PlainObject, annotations: PlainObject = { [REWRITE]: 'false' }) => [enrolled('shop'), app('cart', [7070], { annotations, container })];
const http = (port: unknown, more: PlainObject = {}) => ({ httpGet: { port, path: '/', ...more } });
const strict = peerAuthentication('default', { mtls: { mode: 'STRICT' } });

describe('a call that the manifests declare', () => {
  test('of a caller without a sidecar breaks, and says how it can go on', () => {
    const call = only('call', broken([...CART, ...crawler('cart.shop:80')]));
    expect(call).toMatchObject({
      severity: 'error',
      call: { client: { name: 'crawler' }, server: { name: 'cart' }, port: 80 },
      fix: 'Give the caller a sidecar (namespace "tools" is not enrolled: it has no label istio-injection or istio.io/rev); or exempt port 7070 of shop/cart until then.',
      exceptions: [{ port: 7070, mode: 'PERMISSIVE', program: 'mesh.namespace("shop").workload("cart").exemptPort(7070, { reason: "…", until: "YYYY-MM-DD" });' }],
    });
    expect(call.because.map(({ statement }) => statement)).toContain('plaintext is refused');
  });

  test.each<[string, PlainObject[]]>([
    ['of a caller with a sidecar', [...CART, MESHED]],
    ['that is refused already', [...CART, ...crawler('cart.shop:80'), strict]],
    ['of a port that is exempt', [...CART, ...crawler('cart.shop:80'), peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, portLevelMtls: { 7070: { mode: 'PERMISSIVE' } } })]],
    ['of a server without a sidecar', [namespace('shop'), ...CART.slice(1), ...crawler('cart.shop:80')]],
  ])('%s does not', (_name, objects) => {
    expect(summary(broken(objects)).filter(line => line.startsWith('call'))).toEqual([]);
  });

  test('of a Job gets a sidecar that ends with it; one on the network of its host gets none', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'report', namespace: 'shop' }, spec: { template: { metadata: { labels: { 'sidecar.istio.io/inject': 'false' } }, spec: { containers: [{ name: 'job', args: ['cart:80'] }] } } } };
    expect(only('call', broken([...CART, job])).fix).toBe('Let a sidecar into the pods of the Job (the label sidecar.istio.io/inject "false" of its pods keeps the sidecar out): Istio injects native ones, which end with the work; or exempt port 7070 of shop/cart until then.');
    const onHost = app('agent', [], { pod: { hostNetwork: true }, container: { args: ['cart:80'] } });
    expect(only('call', broken([...CART, onHost])).fix).toContain('uses the network of its host and can have no sidecar: move it off that network; or exempt port 7070');
  });

  test('of a server that speaks first is exempt in plaintext, since a proxy that waits for the client would wait for ever', () => {
    const mysql = [enrolled('shop'), app('db', [3306]), service('db', { app: 'db' }, [{ port: 3306, name: 'mysql' }])];
    const report = broken([...mysql, ...crawler('db.shop:3306')]);
    expect(only('call', report).exceptions).toMatchObject([{ port: 3306, mode: 'DISABLE', program: 'mesh.namespace("shop").workload("db").exemptPort(3306, { mode: PortMode.PLAINTEXT, reason: "…", until: "YYYY-MM-DD" });' }]);
    expect(report.policies[0].spec.portLevelMtls).toEqual({ 3306: { mode: 'DISABLE' } });
  });

  test('is told once where a DestinationRule is why', () => {
    const rule = destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } });
    expect(summary(broken([...CART, MESHED, rule]))).toEqual(['client-settings error shop/cart']);
  });
});

describe('the state in which a stage has become effective', () => {
  const calls = (objects: PlainObject[], next: Parameters<typeof broken>[1]) => broken(objects, next).breakages.flatMap(({ call }) => (call ? [`${call.server.namespace}/${call.server.name}`] : []));
  const two = [...CART, app('web', [8080]), front('web', 80, 8080), enrolled('pay'), app('api', [9000], { in: 'pay' }), front('api', 80, 9000, 'pay'), ...crawler('cart.shop:80', 'web.shop:80', 'api.pay:80')];

  test.each<[string, Parameters<typeof broken>[1], string[]]>([
    ['observe', OBSERVE, []],
    ['one workload', strictWorkloads('shop/cart'), ['shop/cart']],
    ['a namespace', strictNamespaces('shop'), ['shop/cart', 'shop/web']],
    ['a namespace and a workload of another', { ...strictNamespaces('pay'), workloads: ['shop/web'] }, ['pay/api', 'shop/web']],
    ['the mesh', STRICT_MESH, ['pay/api', 'shop/cart', 'shop/web']],
  ])('%s is strict there and nowhere else', (_name, next, servers) => {
    expect(calls(two, next).sort()).toEqual(servers);
  });

  const migration = { 'cdk8s-mtls.dev/strict-migration': '{"stage":"observe"}', 'cdk8s-mtls.dev/exceptions': '[{"mode":"PERMISSIVE","reason":"migration","until":"2026-12-31"}]' };
  const permissive = (name: string, annotations: PlainObject, ofNamespace: string, selector?: PlainObject) =>
    peerAuthentication(name, { mtls: { mode: 'PERMISSIVE' }, ...selector ? { selector: { matchLabels: selector } } : {} }, { namespace: ofNamespace, annotations });
  const own = { 'cdk8s-mtls.dev/exceptions': '[{"mode":"PERMISSIVE","reason":"another one","until":"2026-12-31"}]' };
  const ofMigration = { 'cdk8s-mtls.dev/exceptions': migration['cdk8s-mtls.dev/exceptions'] };

  test('follows the migration of a program through the policies that it has made permissive', () => {
    const policies = [permissive('mesh', migration, 'istio-system'), permissive('shop', ofMigration, 'shop'), permissive('cart', ofMigration, 'shop', { app: 'cart' }), permissive('pay', ofMigration, 'pay')];
    const report = broken([...two, ...policies]);
    expect(report.isProgram).toBe(true);
    expect(calls([...two, ...policies], STRICT_MESH).sort()).toEqual(['pay/api', 'shop/cart', 'shop/web']);
    expect(calls([...two, ...policies], strictNamespaces('shop')).sort()).toEqual(['shop/cart', 'shop/web']);
  });

  test('leaves what is permissive for a reason of its own', () => {
    const policies = [permissive('mesh', migration, 'istio-system'), permissive('shop', ofMigration, 'shop'), permissive('cart', own, 'shop', { app: 'cart' }), permissive('pay', own, 'pay')];
    expect(calls([...two, ...policies], STRICT_MESH)).toEqual(['shop/web']);
    expect(calls([...two, ...policies], strictNamespaces('shop'))).toEqual(['shop/web']);
  });

  test('leaves what anybody else has made permissive below the mesh, and makes a named namespace strict whoever did', () => {
    const policies = [permissive('default', {}, 'pay'), permissive('default', {}, 'shop')];
    expect(calls([...two, ...policies], STRICT_MESH)).toEqual([]);
    expect(calls([...two, ...policies], strictNamespaces('pay'))).toEqual(['pay/api']);
  });

  test('names what is not among the manifests', () => {
    const report = broken(CART, { ...strictNamespaces('pay'), workloads: ['shop/card'] });
    expect(report.breakages.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'not-among-manifests: no workload of namespace "pay" is among the manifests, so that nothing is known of what becomes strict there',
      'not-among-manifests: there is no workload "shop/card"; in the namespace "shop" there is cart, so that nothing is known of what becomes strict there',
    ]);
  });

  test('breaks nothing that is strict already, whichever policies there are', () => {
    const policy = fc.record({ ns: fc.constantFrom('shop', 'pay', 'istio-system'), app: fc.constantFrom(undefined, 'cart', 'web', 'api'), mode: fc.constantFrom('STRICT', 'PERMISSIVE', 'UNSET') })
      .map(({ ns, app: label, mode }) => peerAuthentication(label ?? 'default', { mtls: { mode }, ...label ? { selector: { matchLabels: { app: label } } } : {} }, { namespace: ns }));
    const next = fc.constantFrom(OBSERVE, strictWorkloads('shop/cart', 'pay/api'), strictNamespaces('shop'), STRICT_MESH);
    fc.assert(fc.property(fc.uniqueArray(policy, { selector: ({ metadata }) => `${metadata.namespace}/${metadata.name}` }), next, (policies, stage) => {
      const allStrict = [peerAuthentication('mesh', { mtls: { mode: 'STRICT' } }, { namespace: 'istio-system' }), ...policies.filter(({ spec, metadata }) => spec.mtls.mode !== 'PERMISSIVE' && metadata.namespace !== 'istio-system')];
      expect(calls([...two, ...allStrict], stage)).toEqual([]);
      expect(calls([...two, ...policies], stage).length).toBeLessThanOrEqual(3);
    }), { numRuns: 60 });
  });
});

describe('a probe of the kubelet', () => {
  test.each<[string, PlainObject]>([
    ['HTTP by number', { readinessProbe: http(7070) }],
    ['HTTP by name', { ports: [{ name: 'web', containerPort: 7070 }], livenessProbe: http('web') }],
    ['HTTPS', { startupProbe: http(7070, { scheme: 'HTTPS' }) }],
    ['gRPC', { livenessProbe: { grpc: { port: 7070 } } }],
    ['a hook', { lifecycle: { postStart: http(7070) } }],
  ])('by %s breaks if it does not go through the agent of the sidecar', (_name, container) => {
    const probe = only('probe', broken(probed(container)));
    expect(probe).toMatchObject({ severity: 'error', objects: [{ name: 'cart' }], exceptions: [{ port: 7070, mode: 'PERMISSIVE' }] });
    expect(probe.objects[0].field).toMatch(/^spec\.template\.spec\.containers\[0\]\.(readinessProbe|livenessProbe|startupProbe|lifecycle\.postStart)$/);
    expect(probe.fix).toBe('Remove the annotation; or exempt port 7070.');
  });

  test.each<[string, PlainObject[]]>([
    ['that Istio rewrites', probed({ readinessProbe: http(7070) }, {})],
    ['that Istio rewrites by the annotation', probed({ readinessProbe: http(7070) }, { [REWRITE]: 'true' })],
    ['that Istio rewrites because the annotation is neither', probed({ readinessProbe: http(7070) }, { [REWRITE]: 'no' })],
    ['that runs a command', probed({ readinessProbe: { exec: { command: ['true'] } } })],
    ['that the proxy itself answers', probed({ readinessProbe: { tcpSocket: { port: 7070 } } })],
    ['of another host', probed({ readinessProbe: http(7070, { host: '10.0.0.1' }) })],
    ['of a name that no port has', probed({ readinessProbe: http('else') })],
    ['of a pod without a sidecar', [namespace('shop'), ...probed({ readinessProbe: http(7070) }).slice(1)]],
    ['that is refused already', [...probed({ readinessProbe: http(7070) }), strict]],
  ])('%s does not break', (_name, objects) => {
    expect(broken(objects).breakages.filter(({ kind }) => kind === 'probe')).toEqual([]);
  });
});

describe('callers that no workload is', () => {
  const webhook = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'hook' }, webhooks: [{ clientConfig: { service: { name: 'cart', namespace: 'shop' } } }] };
  const hooked = [enrolled('shop'), app('cart', [8443]), service('cart', { app: 'cart' }, [{ port: 443, targetPort: 8443, name: 'https' }])];
  const scraped = app('cart', [7070], { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090', 'prometheus.istio.io/merge-metrics': 'false' } });
  const typed = (type: string) => [...CART.slice(0, 2), { ...CART[2], spec: { ...CART[2].spec, type } }];
  const ingress = (change: PlainObject = {}, metadata: PlainObject = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'front', namespace: 'shop', ...metadata },
    spec: { rules: [{ http: { paths: ['/', '/cart'].map(path => ({ path, backend: { service: { name: 'cart', port: { number: 80 } } } })) } }], ...change },
  });

  test.each<[string, PlainObject[], string, number]>([
    ['the API server', [...hooked, webhook], 'webhook error /hook', 8443],
    ['Prometheus', [CART[0], scraped], 'scrape warning shop/cart', 9090],
    ['callers from outside', typed('LoadBalancer'), 'from-outside error shop/cart', 7070],
    ['callers of nodes', typed('NodePort'), 'from-outside warning shop/cart', 7070],
    ['an Ingress, once for a port', [...CART, ingress()], 'from-outside warning shop/front', 7070],
    ['an Ingress by its default and the name of the port', [...CART, ingress({ rules: [], defaultBackend: { service: { name: 'cart', port: { name: 'http' } } } })], 'from-outside warning shop/front', 7070],
  ])('%s are refused, with the exception for their port', (_name, objects, line, port) => {
    const report = broken(objects);
    expect(summary(report)).toEqual([line]);
    expect(report.breakages[0].exceptions.map(exception => exception.port)).toEqual([port]);
    expect(summary(broken([...objects, peerAuthentication('mesh', { mtls: { mode: 'STRICT' } }, { namespace: 'istio-system' })]))).toEqual([]);
    expect(summary(broken([...objects, ...report.policies]))).toEqual([]);
  });

  test('an Ingress of the mesh itself is not', () => {
    expect(summary(broken([...CART, ingress({ ingressClassName: 'istio' })]))).toEqual([]);
    expect(summary(broken([...CART, ingress({}, { annotations: { 'kubernetes.io/ingress.class': 'istio' } })]))).toEqual([]);
  });

  test('a finding that is accepted is not told again', () => {
    const accepted = { ...webhook, metadata: { name: 'hook', annotations: { 'cdk8s-mtls.dev/acknowledge': '[{"code":"MTLS0522","reason":"it is replaced","until":"2026-12-31"}]' } } };
    expect(summary(broken([...hooked, accepted]))).toEqual([]);
  });
});

describe('protocols and Services of their own kind', () => {
  test('a server that speaks first hangs while its callers are watched', () => {
    const mysql = [enrolled('shop'), app('db', [3306]), service('db', { app: 'db' }, [{ port: 3306, name: 'mysql' }])];
    expect(summary(broken(mysql, OBSERVE))).toEqual(['server-first warning shop/db']);
    expect(summary(broken(mysql, STRICT_MESH))).toEqual([]);
  });

  test('a headless Service with one pod outside the mesh brings plaintext to the others, which refuse it', () => {
    const objects = [enrolled('shop'), app('db-0', [6379], { labels: { tier: 'db' } }), app('db-1', [6379], { labels: { 'tier': 'db', 'sidecar.istio.io/inject': 'false' } }),
      { ...service('db', { tier: 'db' }, [{ port: 6379, name: 'tcp-redis' }]), spec: { clusterIP: 'None', selector: { tier: 'db' }, ports: [{ port: 6379, name: 'tcp-redis' }] } },
      app('web', [], { container: { args: ['db:6379'] } })];
    expect(summary(broken(objects))).toEqual(['headless error shop/db', 'possible-callers warning shop/db-1']);
  });
});

describe('workloads that may call', () => {
  test('are told at once, without those that are known to', () => {
    const others = [...Array(12).keys()].map(index => [namespace(`ns-${index}`), app('job', [], { in: `ns-${index}` })]).flat();
    const report = broken([...CART, ...crawler('cart.shop:80'), ...others, app('lost', [], { in: 'nowhere' })]);
    expect(only('possible-callers', report)).toMatchObject({
      severity: 'warning',
      message: '12 workloads without a sidecar, in namespaces ns-0, ns-1, ns-10, ns-11, ns-2, ns-3, ns-4, ns-5 and 4 more, and 1 workload of which it is not known whether they have one, in namespace nowhere, could call in plaintext the port that refuses it then; nothing says whether they do',
    });
    expect(only('possible-callers', report).objects.map(({ name }) => name)).not.toContain('crawler');
  });

  test('are not told where nothing closes', () => {
    expect(summary(broken([...CART, ...crawler(), strict]))).toEqual([]);
  });
});

describe('the exceptions of everything that breaks', () => {
  const objects = [...CART, ...crawler('cart.shop:80'), allow('cart', { notPrincipals: ['*'] })];

  test('are one policy for the pods of a workload, with what it says already', () => {
    const own = peerAuthentication('own', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'PERMISSIVE' }, portLevelMtls: { 9090: { mode: 'PERMISSIVE' } } },
      { annotations: { 'cdk8s-mtls.dev/exceptions': '[{"port":9090,"mode":"PERMISSIVE","reason":"scraped","until":"2026-12-31"}]', 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'team': 'shop' } });
    expect(broken([...objects, own], strictWorkloads('shop/cart')).policies).toEqual([{
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: {
        name: 'own',
        namespace: 'shop',
        annotations: { 'team': 'shop', 'cdk8s-mtls.dev/exceptions': '[{"port":9090,"mode":"PERMISSIVE","reason":"scraped","until":"2026-12-31"},{"port":7070,"mode":"PERMISSIVE","reason":"…","until":"YYYY-MM-DD"}]' },
      },
      spec: { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' }, portLevelMtls: { 7070: { mode: 'PERMISSIVE' }, 9090: { mode: 'PERMISSIVE' } } },
    }]);
  });

  test('keep the calls working, when they are applied', () => {
    const { policies } = broken(objects);
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['cart']);
    expect(summary(broken([...objects, ...policies])).filter(line => line.startsWith('call'))).toEqual([]);
  });
});
