import { app, allow, authorizationPolicy, callsAmong, enrolled, front } from './cluster';
import { allPairs, Call, DeclaredCall, declaredCalls } from '../../../src/analysis/flows/declared';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { described } from '../../../src/analysis/manifest';
import { describeObject } from '../../../src/core/finding';
import { destinationRule, PlainObject, service } from '../objects';

const CART = [app('cart', [7070]), front('cart', 80, 7070)];

function shown({ client, target }: Call): string {
  return `${described(client.object)} → ${described(target.object)}:${target.port}`;
}

/** The declared calls among objects. */
function declared(objects: readonly PlainObject[], settings?: IstioSettings): string[] {
  const { inventory, calls } = callsAmong(objects, settings);
  return declaredCalls(inventory, calls).map(shown);
}

function declarations(objects: readonly PlainObject[]): string[] {
  const { inventory, calls } = callsAmong(objects);
  return declaredCalls(inventory, calls).map(({ declaredBy }: DeclaredCall) => `${describeObject(declaredBy)} ${declaredBy.field}`);
}

const TO_CART = 'Deployment shop/web → Service shop/cart:80';

describe('callers that policies name', () => {
  const objects = (source: PlainObject, ports: number[] = []): PlainObject[] => [app('web'), app('batch', [], { in: 'jobs' }), ...CART, allow('cart', source, ports)];

  test.each<[string, PlainObject]>([
    ['a principal', { principals: ['cluster.local/ns/shop/sa/web'] }],
    ['a principal of any trust domain', { principals: ['*/ns/shop/sa/web'] }],
    ['a principal of a trust domain that the mesh had before', { principals: ['old.example.com/ns/shop/sa/web'] }],
    ['a service account of the same namespace', { serviceAccounts: ['web'] }],
    ['a service account with its namespace', { serviceAccounts: ['shop/web'] }],
    ['all service accounts of a namespace, but for the server itself', { principals: ['cluster.local/ns/shop/sa/*'] }],
    ['everything of a namespace, but for the server itself', { namespaces: ['shop'] }],
    ['an identity that is also of a namespace', { principals: ['cluster.local/ns/shop/sa/web'], namespaces: ['shop'] }],
  ])('%s', (_, source) => {
    expect(declared(objects(source))).toEqual([TO_CART]);
  });

  test.each<[string, PlainObject]>([
    ['anyone with an identity is nobody in particular', { principals: ['*'] }],
    ['the namespace and the principal contradict each other', { principals: ['cluster.local/ns/shop/sa/web'], namespaces: ['jobs'] }],
    ['whoever is left out is not let in', { namespaces: ['shop'], notPrincipals: ['cluster.local/ns/shop/sa/web'] }],
    ['nobody has this service account', { principals: ['cluster.local/ns/shop/sa/nobody'] }],
    ['a pattern in the middle names nobody', { principals: ['cluster.local/ns/*/sa/web'] }],
    ['a name that is cut short names nobody', { principals: ['cluster.local/ns/shop'] }],
  ])('%s', (_, source) => {
    expect(declared(objects(source))).toEqual([]);
  });

  test('a workload that is named by its own identity calls itself', () => {
    expect(declared([...CART, allow('cart', { serviceAccounts: ['cart'] })])).toEqual(['Deployment shop/cart → Service shop/cart:80']);
  });

  test('a rule without ports is about the ports to which Services lead', () => {
    expect(declared([app('web'), app('cart', [7070, 9090]), front('cart', 80, 7070), allow('cart', { serviceAccounts: ['web'] })])).toEqual([TO_CART]);
  });

  test('a port that the rule names is called at the pods where no Service leads to it', () => {
    expect(declared(objects({ serviceAccounts: ['web'] }, [7070, 9090]))).toEqual(['Deployment shop/web → Deployment shop/cart:9090', TO_CART]);
  });

  test('without any Service the ports of the containers are called', () => {
    expect(declared([app('web'), app('cart', [7070, 9090]), allow('cart', { serviceAccounts: ['web'] })])).toEqual([
      'Deployment shop/web → Deployment shop/cart:7070', 'Deployment shop/web → Deployment shop/cart:9090',
    ]);
  });

  test.each(['DENY', 'CUSTOM'])('%s lets nobody in', action => {
    const policy = allow('cart', { serviceAccounts: ['web'] });
    expect(declared([app('web'), ...CART, { ...policy, spec: { ...policy.spec, action } }])).toEqual([]);
  });

  test('a policy of the root namespace is about every workload', () => {
    const policy = authorizationPolicy('scrape', { rules: [{ from: [{ source: { principals: ['cluster.local/ns/monitoring/sa/prometheus'] } }] }] }, 'istio-system');
    expect(declared([app('prometheus', [], { in: 'monitoring' }), ...CART, policy])).toEqual(['Deployment monitoring/prometheus → Service shop/cart:80']);
  });

  test('a policy that lets in a crowd says nothing of who calls whom', () => {
    const crowd = Array.from({ length: 101 }, (_, index) => app(`app-${index}`, [80], { labels: { tier: 'all' } }));
    const everybody = authorizationPolicy('all', { rules: [{ from: [{ source: { namespaces: ['shop'] } }] }] });
    expect(declared([...crowd, everybody])).toEqual([]);
    expect(declared([...crowd.slice(1), everybody])).toHaveLength(100 * 99);
  });
});

describe('Services that applications name', () => {
  const web = (container: PlainObject, ...others: PlainObject[]): string[] => declared([app('web', [], { container }), ...CART, ...others]);
  const env = (value: string): PlainObject => ({ env: [{ name: 'ADDRESS', value }] });

  test.each([
    'cart:80',
    'cart:80/items',
    'cart.shop:80',
    'cart.shop.svc:80',
    'cart.shop.svc.cluster.local:80',
    'cart.shop.svc.cluster.local.:80',
    'http://cart',
    'http://cart/items?from=here',
    'http://cart:80/items',
    'HTTP://Cart/items',
    'http://user:1234@cart/items',
    'http://user@cart',
    '--cart=cart:80',
    'first:1,cart:80;last:2',
    '{"cart":"http://cart"}',
    'dns:///cart:80',
  ])('%s is a call', text => {
    expect(web(env(text))).toEqual([TO_CART]);
  });

  test.each([
    'cart',
    'cart:81',
    'cart:8080',
    'cart:80.5',
    'cart.jobs:80',
    'cart.shop.example.com:80',
    'https://cart',
    'http://cart:abc',
    'ftp://cart',
    'example.com/cart:80',
    'http://example.com/cart',
    'cart:80@example.com',
    'cart@example.com:80',
    'a-cart:80',
    'constructor:80',
    '__proto__:80',
    '://:80',
    '',
  ])('%s is none', text => {
    expect(web(env(text))).toEqual([]);
  });

  test('arguments and commands are read as well, of containers that start first too', () => {
    expect(web({ command: ['sh', '-c', 'curl http://cart/'] })).toEqual([TO_CART]);
    expect(web({ args: ['--cart', 'cart:80'] })).toEqual([TO_CART]);
    expect(declared([app('web', [], { pod: { initContainers: [{ name: 'wait', args: ['cart:80'] }] } }), ...CART])).toEqual([TO_CART]);
  });

  test('a variable in a text is what it was set to before', () => {
    expect(web({ env: [{ name: 'NAME', value: 'cart' }, { name: 'URL', value: 'http://$(NAME)/' }] })).toEqual([TO_CART]);
    expect(web({ env: [{ name: 'URL', value: 'http://$(NAME)/' }, { name: 'NAME', value: 'cart' }] })).toEqual([]);
    expect(web({ env: [{ name: 'NAME', value: 'cart' }], args: ['$(NAME):80'] })).toEqual([TO_CART]);
  });

  test('a host in one variable goes with the port in another', () => {
    const pair = (port: string): PlainObject => ({ env: [{ name: 'CART_HOST', value: 'cart' }, { name: 'CART_PORT', value: port }] });
    expect(web(pair('80'))).toEqual([TO_CART]);
    expect(web(pair('81'))).toEqual([]);
  });

  test('a host without a port means the only one that it has', () => {
    const host = { env: [{ name: 'CART_HOSTNAME', value: 'cart' }] };
    expect(web(host)).toEqual([TO_CART]);
    const two = service('cart', { app: 'cart' }, [{ port: 80, name: 'http' }, { port: 81, name: 'admin' }]);
    expect(declared([app('web', [], { container: host }), app('cart', [80]), two])).toEqual([]);
  });

  test('what stands in a ConfigMap counts, if it is among the objects', () => {
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'shop' }, data: { cart: 'cart:80' } };
    const byKey = { env: [{ name: 'CART', valueFrom: { configMapKeyRef: { name: 'config', key: 'cart' } } }] };
    const whole = { envFrom: [{ prefix: 'A_', configMapRef: { name: 'config' } }] };
    expect([web(byKey, configMap), web(whole, configMap), web(byKey), web(whole)]).toEqual([[TO_CART], [TO_CART], [], []]);
  });

  test('a variable that is set again is what it was set to last', () => {
    expect(web({ env: [{ name: 'CART', value: 'cart:80' }, { name: 'CART', value: 'elsewhere:80' }] })).toEqual([]);
  });

  test('a host of a ServiceEntry is one, also under a pattern', () => {
    const entry = (host: string): PlainObject => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { hosts: [host], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS' },
    });
    const expected = ['Deployment shop/web → ServiceEntry shop/api:443'];
    expect(web(env('https://api.example.com/v1'), entry('api.example.com'))).toEqual(expected);
    expect(web(env('https://api.example.com/v1'), entry('*.example.com'))).toEqual(expected);
    expect(web(env('https://api.example.org/v1'), entry('*.example.com'))).toEqual([]);
  });

  test('of several hosts of one name, that of the own namespace is meant', () => {
    const entry = (ofNamespace: string): PlainObject => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'api', namespace: ofNamespace },
      spec: { hosts: ['api.example.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS' },
    });
    expect(web(env('https://api.example.com'), entry('jobs'), entry('shop'))).toEqual(['Deployment shop/web → ServiceEntry shop/api:443']);
    expect(web(env('https://api.example.com'), entry('jobs'))).toEqual(['Deployment shop/web → ServiceEntry jobs/api:443']);
  });

  test('a pod of a StatefulSet is called by way of its headless Service', () => {
    const headless = { ...front('cart', 80), spec: { ...front('cart', 80).spec, clusterIP: 'None' } };
    const client = app('web', [], { container: env('cart-0.cart:80,cart-1.cart.shop.svc:80') });
    expect(declared([client, app('cart', [80]), headless])).toEqual([TO_CART]);
    expect(declared([client, ...CART])).toEqual([]);
  });

  test('names are completed with the domain of the cluster', () => {
    const objects = [app('web', [], { container: env('cart.shop.svc.corp.example:80') }), ...CART];
    expect(declared(objects, { clusterDomain: 'corp.example' })).toEqual([TO_CART]);
    expect(declared(objects)).toEqual([]);
  });

  test('a text of wrong type is no text', () => {
    expect(web({ env: [{ name: 'A', value: 80 }, null, 'cart:80'], args: [80, null, ['cart:80']], command: 'cart:80', envFrom: {} })).toEqual([]);
  });

  test.each(['a', ':', '@', '://', '$(', '$(A)', 'a:1@', '.', '-'])('endless "%s" is read in no time, and not to its end', part => {
    const started = process.cpuUsage();
    expect(web({ env: [{ name: 'A', value: part.repeat(1_000_000) }, { name: 'B', value: `${' '.repeat(5000)}cart:80` }] })).toEqual([]);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  test('variables that repeat each other do not grow without end', () => {
    const bomb = Array.from({ length: 64 }, (_, index) => ({ name: `A${index}`, value: index === 0 ? 'x'.repeat(100) : `$(A${index - 1})$(A${index - 1})` }));
    expect(web({ env: bomb })).toEqual([]);
  });
});

describe('routes and rules', () => {
  const gateway = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'front', namespace: 'shop' }, spec: { selector: { istio: 'ingress' }, servers: [] } };
  const ingress = app('ingress', [], { in: 'edge', labels: { istio: 'ingress' } });
  const routes = (http: PlainObject[], gateways: string[] = ['front']): PlainObject => ({
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'shop', namespace: 'shop' }, spec: { hosts: ['shop.example.com'], gateways, http },
  });
  const to = (host: string, port?: number): PlainObject => ({ destination: { host, ...port === undefined ? {} : { port: { number: port } } } });
  const FROM_EDGE = 'Deployment edge/ingress → Service shop/cart:80';

  test('a gateway calls what it is told to route', () => {
    expect(declared([gateway, ingress, ...CART, routes([{ route: [to('cart', 80)] }])])).toEqual([FROM_EDGE]);
    expect(declared([gateway, ingress, ...CART, routes([{ mirror: to('cart').destination, route: [] }], ['shop/front'])])).toEqual([FROM_EDGE]);
  });

  test('a route of another gateway, to no such port, or of sidecars is none of a gateway', () => {
    expect(declared([gateway, ingress, ...CART, routes([{ route: [to('cart', 80)] }], ['back'])])).toEqual([]);
    expect(declared([gateway, ingress, ...CART, routes([{ route: [to('cart', 81)] }])])).toEqual([]);
    expect(declared([gateway, ingress, ...CART, routes([{ route: [to('cart', 80)] }], ['mesh'])])).toEqual([]);
    expect(declared([gateway, ingress, ...CART, routes([{ match: [{ gateways: ['mesh'] }], route: [to('cart', 80)] }], ['front', 'mesh'])])).toEqual([]);
  });

  test('a DestinationRule for chosen workloads says that they call the host', () => {
    const rule = (spec: PlainObject): PlainObject => destinationRule('cart', { host: 'cart', ...spec });
    expect(declared([app('web'), app('batch'), ...CART, rule({ workloadSelector: { matchLabels: { app: 'web' } } })])).toEqual([TO_CART]);
    expect(declared([app('web'), ...CART, rule({})])).toEqual([]);
  });
});

describe('all of them', () => {
  const objects = [
    app('web', [], { container: { env: [{ name: 'CART', value: 'cart:80' }] } }), app('batch', [], { in: 'jobs' }), ...CART, enrolled('shop'),
    allow('cart', { principals: ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/jobs/sa/batch'] }),
  ];

  test('a call is listed once, with the first that declares it, in the order of the names', () => {
    expect(declared(objects)).toEqual(['Deployment jobs/batch → Service shop/cart:80', TO_CART]);
    expect(declarations(objects)).toEqual([
      'AuthorizationPolicy shop/allow-cart spec.rules[0].from[0].source.principals[1]',
      'AuthorizationPolicy shop/allow-cart spec.rules[0].from[0].source.principals[0]',
    ]);
    expect(declarations(objects.slice(0, -1))).toEqual(['Deployment shop/web spec.template.spec.containers[0].env[0].value']);
  });

  test('the order of the objects changes nothing', () => {
    expect(declared([...objects].reverse())).toEqual(declared(objects));
  });

  test('every pair is every workload with every port of a Service, and of workloads that have none', () => {
    const { inventory, calls } = callsAmong([...objects, app('lonely', [9000])]);
    expect([...allPairs(inventory, calls)].map(shown).sort()).toEqual([
      ...['jobs/batch', 'shop/cart', 'shop/lonely', 'shop/web'].map(client => `Deployment ${client} → Service shop/cart:80`),
      ...['jobs/batch', 'shop/cart', 'shop/web'].map(client => `Deployment ${client} → Deployment shop/lonely:9000`),
    ].sort());
  });

  test('a ServiceEntry is paired with those who see it only', () => {
    const entry = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'api', namespace: 'jobs' },
      spec: { hosts: ['api.example.com'], exportTo: ['.'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS' },
    };
    const { inventory, calls } = callsAmong([app('web'), app('batch', [], { in: 'jobs' }), entry]);
    expect([...allPairs(inventory, calls)].map(shown)).toEqual(['Deployment jobs/batch → ServiceEntry jobs/api:443']);
  });

  test('pairs are made as they are asked for', () => {
    const many = Array.from({ length: 1000 }, (_, index) => [app(`app-${index}`, [80]), front(`app-${index}`, 80)]).flat();
    const { inventory, calls } = callsAmong(many);
    expect(shown(allPairs(inventory, calls).next().value!)).toBe('Deployment shop/app-0 → Service shop/app-0:80');
  });
});
