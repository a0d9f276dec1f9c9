import { Calls } from '../../../src/analysis/flows/calls';
import { findTarget, findWorkload } from '../../../src/analysis/flows/target';
import { Inventory } from '../../../src/analysis/inventory';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { Flow, Verdict } from '../../../src/core/flow';
import { deployment, destinationRule, namespace, peerAuthentication, PlainObject, service } from '../objects';

const WEB = { app: 'web' };
const CART = { app: 'cart' };
const withPod = (workload: PlainObject, metadata: PlainObject, spec: PlainObject = {}): PlainObject => {
  const { template } = workload.spec;
  return {
    ...workload,
    spec: { ...workload.spec, template: { metadata: { ...template.metadata, ...metadata }, spec: { ...template.spec, ...spec } } },
  };
};
const policy = (name: string, spec: PlainObject): PlainObject => ({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace: 'shop' }, spec });
const cartPorts = [{ name: 'http', port: 80, targetPort: 8080 }];
const SHOP = [namespace('shop', { 'istio-injection': 'enabled' }), deployment('web', WEB), deployment('cart', CART, [{ containerPort: 8080 }]), service('cart', CART, cartPorts)];
const STRICT = peerAuthentication('default', { mtls: { mode: 'STRICT' } });

function explain(objects: readonly PlainObject[], { from = 'shop/web', to = 'shop/cart:80', settings }: { from?: string; to?: string; settings?: IstioSettings } = {}): Flow {
  const inventory = new Inventory(objects.map((manifest: any) => ({ manifest, origin: {} })));
  const calls = new Calls(inventory, settings);
  const client = findWorkload(from, inventory);
  const target = findTarget(to, inventory, calls);
  if ('problem' in client || 'problem' in target) {
    throw new Error(['problem' in client && client.problem, 'problem' in target && target.problem].filter(Boolean).join('; '));
  }
  return calls.explain(client.found, target.found);
}

const said = ({ because }: Flow): string => because.map(({ statement }) => statement).join('\n');

describe('between two sidecars', () => {
  test('a call is mutual TLS by itself, and what the server would take besides is said', () => {
    const flow = explain(SHOP);
    expect(flow).toMatchObject({
      client: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      server: { kind: 'Service', namespace: 'shop', name: 'cart' },
      port: 80,
      verdict: Verdict.MUTUAL_TLS,
      decidedPerRequest: false,
    });
    expect(said(flow)).toMatch(/client and server both have a sidecar\n.*the default PERMISSIVE takes both/);
  });

  test('the policy that decides is named with its field', () => {
    const [decisive] = explain([...SHOP, STRICT]).because.slice(-1);
    expect(decisive).toEqual({ statement: 'STRICT for the namespace: the server takes mutual TLS only', object: { kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' } });
  });

  test('a DestinationRule that disables TLS makes it plaintext, or refused where the server is strict', () => {
    const disabled = destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } });
    expect(explain([...SHOP, disabled]).verdict).toBe(Verdict.PLAINTEXT);
    expect(explain([...SHOP, disabled, STRICT])).toMatchObject({ verdict: Verdict.REFUSED });
  });

  test('pods that differ are told apart, and the least protected one gives the verdict', () => {
    const outside = withPod(deployment('cart-old', CART, [{ containerPort: 8080 }]), { labels: { ...CART, 'sidecar.istio.io/inject': 'false' } });
    const flow = explain([...SHOP, outside]);
    expect(flow.verdict).toBe(Verdict.PLAINTEXT);
    expect(flow.backends?.map(({ server, verdict }) => [server.name, verdict])).toEqual([['cart', Verdict.MUTUAL_TLS], ['cart-old', Verdict.PLAINTEXT]]);
  });
});

describe('what is not among the manifests is not known', () => {
  test('whether a namespace is enrolled, unless somebody says so', () => {
    const [, ...withoutNamespace] = SHOP;
    expect(explain(withoutNamespace)).toMatchObject({ verdict: Verdict.UNKNOWN });
    expect(said(explain(withoutNamespace))).toMatch(/its Namespace is not among the manifests/);
    expect(explain(withoutNamespace, { settings: { enrolledNamespaces: ['shop'] } }).verdict).toBe(Verdict.MUTUAL_TLS);
  });

  test('which pods a Service has', () => {
    expect(explain([SHOP[0], deployment('web', WEB), service('cart', CART, cartPorts)])).toMatchObject({ verdict: Verdict.UNKNOWN });
  });

  test('what another data plane does', () => {
    const ambient = namespace('shop', { 'istio.io/dataplane-mode': 'ambient' });
    expect(said(explain([ambient, ...SHOP.slice(1)]))).toMatch(/another data plane, which is not evaluated: istio\.io\/dataplane-mode=ambient/);
  });

  test('what a server outside the mesh trusts', () => {
    const entry = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 'api', namespace: 'shop' }, spec: { hosts: ['api.example.com'], resolution: 'DNS', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] } };
    const to = 'api.example.com:80';
    expect(explain([...SHOP, entry], { to }).verdict).toBe(Verdict.PLAINTEXT);
    expect(explain([...SHOP, entry, destinationRule('api', { host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } })], { to }).verdict).toBe(Verdict.TLS);
    expect(explain([...SHOP, entry, destinationRule('api', { host: '*', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })], { to }).verdict).toBe(Verdict.UNKNOWN);
  });
});

describe('a certificate of the client\'s own', () => {
  const own = destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k' } } });
  const objects = [...SHOP, STRICT, own];
  const limit = (rules: PlainObject[]): PlainObject => policy('limit', { rules });

  test.each<[string, Verdict, PlainObject[]]>([
    ['may be one that a strict server takes', Verdict.UNKNOWN, []],
    ['may be that of a caller whom a policy allows', Verdict.UNKNOWN, [limit([{ from: [{ source: { namespaces: ['shop'] } }] }])]],
    ['does not help where a policy allows nobody', Verdict.REFUSED, [limit([])]],
    ['does not help on a port that no rule allows', Verdict.REFUSED, [limit([{ to: [{ operation: { ports: ['9090'] } }] }])]],
  ])('%s: %s', (_, verdict, policies) => expect(explain([...objects, ...policies])).toMatchObject({ verdict, decidedPerRequest: false }));
});

describe('a pod that a ServiceEntry places outside the mesh', () => {
  const entry = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 'vm', namespace: 'shop' }, spec: { hosts: ['vm.internal'], resolution: 'STATIC', ports: [{ number: 443, name: 'tcp', protocol: 'TCP' }], workloadSelector: { labels: CART } } };
  const mutual = destinationRule('vm', { host: 'vm.internal', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: ['spiffe://example.com/vm'] } } });
  const explained = (pod: PlainObject): Flow => explain([...SHOP.slice(0, 2), pod, entry, mutual], { to: 'vm.internal:443' });
  const cart = deployment('cart', CART);

  test.each([
    ['without a sidecar', withPod(cart, { labels: { ...CART, 'sidecar.istio.io/inject': 'false' } })],
    ['whose sidecar lets the call pass', withPod(cart, { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '' } })],
  ])('and %s may end the mutual TLS of the mesh by itself', (_, pod) => {
    expect(explained(pod).verdict).toBe(Verdict.UNKNOWN);
    expect(said(explained(pod))).toMatch(/it fails unless it has a certificate of the mesh's root/);
  });

  test('is held to who it is where its sidecar takes the call', () => {
    expect(explained(cart).verdict).toBe(Verdict.REFUSED);
    expect(said(explained(cart))).toMatch(/the server is spiffe:\S+, which the client does not expect/);
  });
});

describe('who has a sidecar', () => {
  const enrolled = namespace('shop', { 'istio-injection': 'enabled' });
  const verdictFrom = (client: PlainObject, home: PlainObject = enrolled): Verdict => explain([home, client, ...SHOP.slice(2), STRICT]).verdict;

  test.each<[string, PlainObject, PlainObject]>([
    ['a pod of an enrolled namespace', deployment('web', WEB), enrolled],
    ['a pod of a namespace with a revision', deployment('web', WEB), namespace('shop', { 'istio.io/rev': '1-30' })],
    ['a pod with the container of the proxy', withPod(deployment('web', WEB), {}, { containers: [{ name: 'main' }, { name: 'istio-proxy' }] }), enrolled],
  ])('%s', (_, client, home) => expect(verdictFrom(client, home)).toBe(Verdict.MUTUAL_TLS));

  test.each<[string, PlainObject]>([
    ['a pod with the label against it', withPod(deployment('web', WEB), { labels: { ...WEB, 'sidecar.istio.io/inject': 'false' } })],
    ['a pod with the annotation against it', withPod(deployment('web', WEB), { annotations: { 'sidecar.istio.io/inject': 'false' } })],
    ['a pod on the network of its host', withPod(deployment('web', WEB), {}, { hostNetwork: true })],
  ])('not %s', (_, client) => expect(verdictFrom(client)).toBe(Verdict.REFUSED));
});

describe('authorization', () => {
  const allow = (rules: PlainObject[]): PlainObject => policy('cart', { selector: { matchLabels: CART }, rules });

  test('lets the identity in that a rule names, and refuses another', () => {
    const byPrincipal = (account: string): Flow => explain([...SHOP, allow([{ from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }] }])]);
    expect(byPrincipal('default')).toMatchObject({ verdict: Verdict.MUTUAL_TLS, decidedPerRequest: false });
    expect(byPrincipal('other')).toMatchObject({ verdict: Verdict.REFUSED });
    expect(said(byPrincipal('other'))).toMatch(/no rule of AuthorizationPolicy shop\/cart allows the caller cluster\.local\/ns\/shop\/sa\/default on port 8080/);
  });

  test('a rule about requests alone is decided per request', () => {
    const flow = explain([...SHOP, allow([{ to: [{ operation: { methods: ['GET'] } }] }])]);
    expect(flow).toMatchObject({ verdict: Verdict.MUTUAL_TLS, decidedPerRequest: true });
    expect(said(flow)).toMatch(/decided per request/);
  });

  test('the trust domain is that of the policies if nobody gives one, and that is said', () => {
    const rules = [{ from: [{ source: { principals: ['prod.example.com/ns/shop/sa/default'] } }] }];
    expect(explain([...SHOP, allow(rules)]).verdict).toBe(Verdict.MUTUAL_TLS);
    expect(said(explain([...SHOP, allow(rules)]))).toMatch(/the trust domain is taken to be prod\.example\.com/);
    expect(explain([...SHOP, allow(rules)], { settings: { trustDomain: 'cluster.local' } }).verdict).toBe(Verdict.REFUSED);
    expect(explain([...SHOP, allow(rules), policy('other', { rules: [{ from: [{ source: { principals: ['old.example.com/ns/shop/sa/x'] } }] }] })]).verdict).toBe(Verdict.REFUSED);
  });
});

describe('an EnvoyFilter', () => {
  const filter = (home: string, labels?: PlainObject): PlainObject => ({
    apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'patch', namespace: home }, spec: labels ? { workloadSelector: { labels } } : {},
  });

  test.each([['of the whole mesh', filter('istio-system')], ['of the client', filter('shop', WEB)], ['of the server', filter('shop', CART)]])(
    '%s is named, because it may change what is said', (_, object) => expect(said(explain([...SHOP, object]))).toMatch(/EnvoyFilter \S+\/patch rewrites the proxy of a pod here/));

  test.each([['of another namespace', filter('pay')], ['of other pods', filter('shop', { app: 'other' })]])(
    '%s is not', (_, object) => expect(said(explain([...SHOP, object]))).not.toMatch(/EnvoyFilter/));
});

describe('gateways', () => {
  const pods = { istio: 'ingress' };
  const gatewayPods = withPod(deployment('ingress', pods, [{ containerPort: 8443 }]), {
    labels: { ...pods, 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' },
  });
  const gateway = (server: PlainObject): PlainObject => ({
    apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'public', namespace: 'shop' }, spec: { selector: pods, servers: [{ hosts: ['*'], ...server }] },
  });
  const https = { number: 443, name: 'https', protocol: 'HTTPS' };
  const inFront = service('ingress', pods, [{ name: 'https', port: 443, targetPort: 8443 }, { name: 'http', port: 80, targetPort: 8080 }]);
  const called = (server: PlainObject, port: number): Flow => explain([...SHOP, gatewayPods, inFront, gateway(server)], { to: `shop/ingress:${port}` });

  test('speak mutual TLS to what they lead to', () => {
    expect(explain([...SHOP, gatewayPods, STRICT], { from: 'shop/ingress' }).verdict).toBe(Verdict.MUTUAL_TLS);
  });

  test.each([
    ['take TLS of an application where they present a certificate', { port: https, tls: { mode: 'SIMPLE', credentialName: 'c' } }, 443, Verdict.TLS],
    ['pass TLS on as it is', { port: https, tls: { mode: 'PASSTHROUGH' } }, 443, Verdict.TLS],
    ['take plaintext where they declare HTTP', { port: { number: 80, name: 'http', protocol: 'HTTP' } }, 80, Verdict.PLAINTEXT],
    ['refuse plaintext that they only redirect', { port: { number: 80, name: 'http', protocol: 'HTTP' }, tls: { httpsRedirect: true } }, 80, Verdict.REFUSED],
    ['cannot be called where no Gateway opens the port', { port: { number: 8000, name: 'http', protocol: 'HTTP' } }, 80, Verdict.REFUSED],
    ['ask for a certificate that the manifests do not show', { port: https, tls: { mode: 'MUTUAL', credentialName: 'c' } }, 443, Verdict.UNKNOWN],
  ] as const)('%s', (_, server, port, verdict) => expect(called(server, port).verdict).toBe(verdict));
});

describe('a question', () => {
  test('about a workload is answered by way of its Service, and says so', () => {
    const flow = explain(SHOP, { to: 'shop/cart:8080' });
    expect(flow).toMatchObject({ server: { kind: 'Deployment', name: 'cart' }, port: 8080, verdict: Verdict.MUTUAL_TLS });
    expect(flow.because[0].statement).toBe('Service shop/cart leads its port 80 to port 8080 of Deployment shop/cart');
  });

  test('about a workload without a Service is about the address of its pods', () => {
    const flow = explain(SHOP.slice(0, 3), { to: 'shop/cart:8080' });
    expect(flow.verdict).toBe(Verdict.PLAINTEXT);
    expect(said(flow)).toMatch(/knows no Service of that address/);
  });

  test.each([
    ['shop/nobody', 'shop/cart:80', /there is no workload "shop\/nobody"; in the namespace "shop" there is cart, web/],
    ['web', 'shop/cart:80', /"web" is not NAMESPACE\/WORKLOAD/],
    ['shop/web', 'shop/cart', /is not NAMESPACE\/SERVICE-OR-WORKLOAD:PORT/],
    ['shop/web', 'shop/cart:81', /Service shop\/cart has no port 81, but 80/],
    ['shop/web', 'pay/cart:80', /nothing among the manifests is in the namespace "pay"/],
    ['shop/web', 'api.example.com:443', /no Service or ServiceEntry with the host name "api\.example\.com"/],
  ])('that names nothing is refused: %s to %s', (from, to, message) => expect(() => explain(SHOP, { from, to })).toThrow(message));
});
