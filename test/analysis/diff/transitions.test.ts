import { diff, flows, state, transitions } from './states';
import { compare } from '../../../src/analysis/diff/compare';
import { allow, app, AppOptions, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject } from '../objects';

const CALLS_CART = { container: { env: [{ name: 'CART', value: 'cart.shop:80' }] } };
const STRICT = peerAuthentication('default', { mtls: { mode: 'STRICT' } });
const PERMISSIVE = peerAuthentication('default', { mtls: { mode: 'PERMISSIVE' } });
const DISABLE = peerAuthentication('default', { mtls: { mode: 'DISABLE' } });
const MUTUAL = destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } });
const CART = [app('cart', [7070]), front('cart', 80, 7070)];

/** A client in the namespace of jobs. */
const batch = (options: AppOptions = {}): PlainObject => app('batch', [], { in: 'jobs', ...CALLS_CART, ...options });
const web = (options: AppOptions = {}): PlainObject => app('web', [], { ...CALLS_CART, ...options });

describe('on the way', () => {
  test('STRICT together with the enrolment of its callers shuts out those that were not restarted yet', () => {
    const change = diff([enrolled('shop'), namespace('jobs'), batch(), ...CART], [enrolled('shop'), enrolled('jobs'), batch(), ...CART, STRICT]);
    expect(transitions(change)).toEqual(['rollout-refused error batch → cart; policies-first: until the pods are restarted; workloads-first: safe']);
    expect(flows(change)).toEqual(['flow-upgraded info jobs/batch → shop/cart:80']);
    expect(change.transitions[0]).toMatchObject({ before: 'plaintext', after: 'mutual-tls', fix: expect.stringContaining('Let the new pods run first') });
    expect(change.transitions[0].message).toContain('until the pods are restarted: STRICT for the namespace: the server takes mutual TLS only; plaintext is refused');
  });

  test('enrolment before STRICT fails at no time', () => {
    const [unmeshed, meshed] = [[enrolled('shop'), namespace('jobs'), batch(), ...CART], [enrolled('shop'), enrolled('jobs'), batch(), ...CART]];
    expect(transitions(diff(unmeshed, meshed))).toEqual([]);
    expect(transitions(diff(meshed, [...meshed, STRICT]))).toEqual([]);
  });

  test('client and server in one namespace that is enrolled: neither minds that only one of them was restarted', () => {
    const objects = [web(), ...CART];
    expect(transitions(diff([namespace('shop'), ...objects], [enrolled('shop'), ...objects]))).toEqual([]);
    expect(transitions(diff([namespace('shop'), ...objects], [enrolled('shop'), ...objects, STRICT]))).toEqual([
      'rollout-refused error web → cart; policies-first: while the pods of the server are new and those of the client are old; workloads-first: safe',
    ]);
  });

  test('under a policy that names its callers, a server that is enrolled has to wait for those', () => {
    const objects = [web(), ...CART, allow('cart', { serviceAccounts: ['web'] })];
    const { transitions: [found] } = diff([namespace('shop'), ...objects], [enrolled('shop'), ...objects]);
    expect(found.orders).toMatchObject([{ order: 'policies-first', safeIf: 'client-restarts-first' }, { order: 'workloads-first', safeIf: 'client-restarts-first' }]);
    expect(found.fix).toContain('restart the pods of the client, and those of the server when');
    const { transitions: [back] } = diff([enrolled('shop'), ...objects], [namespace('shop'), ...objects]);
    expect(back).toMatchObject({ orders: [{ safeIf: 'server-restarts-first' }, {}], fix: expect.stringContaining('restart the pods of the server, and those of the client when') });
  });

  test('a client that got its sidecar keeps to the mesh before the server of its namespace has one', () => {
    const objects = [web(), ...CART];
    const [onlyRule, both] = [[MUTUAL], [MUTUAL, STRICT]].map(policies => diff([namespace('shop'), ...objects], [enrolled('shop'), ...objects, ...policies]).transitions);
    expect(onlyRule).toMatchObject([{ orders: [{ moment: 'while the pods of the client are new and those of the server are old', safeIf: 'server-restarts-first' }, { safe: true }] }]);
    // Whoever is first meets what only the other one has.
    expect(both[0].orders[0].safe).toBe(false);
    expect(both[0].orders[0].safeIf).toBeUndefined();
  });

  test('namespaces that somebody says are enrolled are so when pods are restarted', () => {
    const objects = [namespace('shop'), web(), ...CART];
    const change = compare(state(objects), state([...objects, STRICT], { istio: { enrolledNamespaces: ['shop'] } }));
    expect(transitions(change)).toEqual([
      'rollout-refused error web → cart; policies-first: while the pods of the server are new and those of the client are old; workloads-first: safe',
    ]);
  });

  test('settings of the mesh are policies, also where no object changes with them', () => {
    const [before, after] = [[enrolled('jobs'), namespace('shop'), batch(), ...CART, STRICT], [enrolled('jobs'), enrolled('shop'), batch(), ...CART, STRICT]];
    expect(transitions(compare(state(before, { istio: { enableAutoMtls: false } }), state(after)))).toEqual([
      'rollout-refused info batch → cart; policies-first: safe; workloads-first: until the policies are applied',
    ]);
  });

  test('a gateway opens the port to which its Service leads, whichever of its pods are there', () => {
    const gateway = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { selector: { app: 'ingress' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] },
    };
    const ingress = (version: string): PlainObject => app('ingress', [8080], { labels: { version }, annotations: { 'inject.istio.io/templates': 'gateway' } });
    const client = app('batch', [], { in: 'jobs', container: { args: ['http://ingress.shop'] } });
    const objects = [enrolled('shop'), namespace('jobs'), client, front('ingress', 80, 8080), gateway];
    expect(transitions(diff([...objects, ingress('v1')], [...objects, ingress('v2'), PERMISSIVE]))).toEqual([]);
  });

  test('DISABLE to STRICT fails until all proxies are told, and by way of PERMISSIVE only by chance', () => {
    const objects = [enrolled('shop'), web(), ...CART];
    const change = (before: PlainObject, after: PlainObject): string[] => transitions(diff([...objects, before], [...objects, after]));
    const certain = 'rollout-refused warning web → cart; policies-first: until both proxies have been told; workloads-first: until both proxies have been told';
    expect([change(DISABLE, STRICT), change(STRICT, DISABLE)]).toEqual([[certain], [certain]]);
    const byChance = (told: string): string => `rollout-refused info web → cart; policies-first: if ${told}; workloads-first: if ${told}`;
    expect(change(DISABLE, PERMISSIVE)).toEqual([byChance('the client\'s proxy is told before the server\'s')]);
    expect(change(PERMISSIVE, DISABLE)).toEqual([byChance('the server\'s proxy is told before the client\'s')]);
    expect([change(PERMISSIVE, STRICT), change(STRICT, PERMISSIVE)]).toEqual([[], []]);
  });

  test('a DestinationRule with ISTIO_MUTUAL has to wait for the sidecar of the server', () => {
    const change = diff([enrolled('jobs'), namespace('shop'), batch(), ...CART], [enrolled('jobs'), enrolled('shop'), batch(), ...CART, MUTUAL]);
    expect(transitions(change)).toEqual(['rollout-refused error batch → cart; policies-first: until the pods are restarted; workloads-first: safe']);
  });

  test('a new service account that replaces the old one in a policy is refused in either order, and beside it in none', () => {
    const client = (account: string): PlainObject => web({ pod: { serviceAccountName: account } });
    const from = (...accounts: string[]): PlainObject => allow('cart', { serviceAccounts: accounts });
    const objects = [enrolled('shop'), ...CART];
    const change = diff([...objects, client('old'), from('old')], [...objects, client('new'), from('new')]);
    expect(transitions(change)).toEqual(['rollout-refused error web → cart; policies-first: until the pods are restarted; workloads-first: until the policies are applied']);
    expect(change.transitions[0].fix).toContain('first allow the old and the new caller');
    expect(flows(change)).toEqual([]);
    expect(transitions(diff([...objects, client('old'), from('old')], [...objects, client('old'), from('old', 'new')]))).toEqual([]);
    expect(transitions(diff([...objects, client('old'), from('old', 'new')], [...objects, client('new'), from('old', 'new')]))).toEqual([]);
  });

  test('sidecar and policy may go together, if the policy goes first', () => {
    const change = diff([enrolled('shop'), web(), ...CART, STRICT], [namespace('shop'), web(), ...CART]);
    expect(transitions(change)).toEqual([
      'rollout-refused info web → cart; policies-first: safe; workloads-first: while the pods of the client are new and those of the server are old',
    ]);
    expect(change.transitions[0].message).toContain('if the workloads come first');
  });

  test('a sidecar that goes while the policy stays is refused at the end, and that is no matter of the way', () => {
    const change = diff([enrolled('shop'), enrolled('jobs'), batch(), ...CART, STRICT], [enrolled('shop'), namespace('jobs'), batch(), ...CART, STRICT]);
    expect([flows(change), transitions(change)]).toEqual([['flow-refused error jobs/batch → shop/cart:80'], []]);
  });

  test('a call that is encrypted before and afterwards and not in between', () => {
    // What the old pods are selected by is not what the new ones are: under the new rule, the old ones get plaintext.
    const rule = (label: string): PlainObject => destinationRule('cart', {
      host: 'cart', workloadSelector: { matchLabels: { tls: label } }, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    });
    const client = (label: string): PlainObject => web({ labels: { tls: label } });
    const context = { istio: { enableAutoMtls: false } };
    const objects = [enrolled('shop'), ...CART];
    expect(transitions(compare(state([...objects, client('old'), rule('old')], context), state([...objects, client('new'), rule('new')], context)))).toEqual([
      'rollout-unprotected error web → cart; policies-first: until the pods are restarted; workloads-first: until the policies are applied',
    ]);
  });

  test('a Service that selects what only the new pods have is without any until they run', () => {
    const service = front('cart', 80, 7070);
    const cart = app('cart', [7070], { labels: { version: 'v2' } });
    const selecting = { ...service, spec: { ...service.spec, selector: { app: 'cart', version: 'v2' } } };
    const change = diff([enrolled('shop'), web(), ...CART], [enrolled('shop'), web(), cart, selecting]);
    expect(transitions(change)).toEqual(['rollout-refused error web → cart; policies-first: until the pods are restarted; workloads-first: safe']);
    expect(change.transitions[0].message).toContain('no pod is behind Service shop/cart');
  });

  test('nobody knows more on the way than at its ends', () => {
    expect(transitions(diff([web(), ...CART], [web(), ...CART, STRICT]))).toEqual([]);
  });

  test('identities of a new trust domain are refused on the way by nobody for whom the old one is an alias', () => {
    const objects = [enrolled('shop'), web(), ...CART, STRICT, allow('cart', { principals: ['cluster.local/ns/shop/sa/web'] })];
    const before = state(objects);
    const renamed = (trustDomainAliases: string[]): ReturnType<typeof compare> => compare(before, state(objects, { istio: { trustDomain: 'example.com', trustDomainAliases } }));
    expect(renamed(['cluster.local'])).toEqual({ flows: [], servers: [], transitions: [], trust: [] });
    expect(renamed([]).trust).toMatchObject([{ kind: 'trust-domain-without-alias', severity: 'error' }]);
    expect(renamed([]).transitions).toEqual([]);
  });

  test('a trust domain that only policies name is new if the policies named another one', () => {
    const objects = [enrolled('shop'), web(), ...CART, STRICT];
    const naming = (domain: string): PlainObject[] => [...objects, allow('cart', { principals: [`${domain}/ns/shop/sa/web`] })];
    const changed = (before: PlainObject[], after: PlainObject[]): string[] => diff(before, after).trust.map(({ kind }) => kind);
    expect(changed(objects, naming('example.com'))).toEqual([]);
    expect(changed(naming('example.com'), objects)).toEqual([]);
    expect(changed(naming('example.com'), naming('example.org'))).toEqual(['trust-domain-without-alias']);
  });

  test('a recorded change of the trust domain has told the mesh of the alias, unless its configuration says otherwise', () => {
    const recorded = (domain: string, phase: string): PlainObject[] => [
      enrolled('shop'), web(), ...CART, STRICT, allow('cart', { principals: [`${domain}/ns/shop/sa/web`] }),
      {
        apiVersion: 'trust.cert-manager.io/v1alpha1',
        kind: 'Bundle',
        metadata: { name: 'ca-roots', annotations: { 'cdk8s-mtls.dev/trust-domain-change': JSON.stringify({ chain: 'ca', phase, from: 'example.com', to: 'example.org' }) } },
        spec: {},
      },
    ];
    const [announced, switched, settled] = [recorded('example.com', 'announce'), recorded('example.org', 'switch-over'), recorded('example.org', 'settle')];
    const unrecorded = (domain: string): PlainObject[] => recorded(domain, '').map(object => (object.kind === 'Bundle'
      ? { ...object, metadata: { name: 'ca-roots', annotations: { 'cdk8s-mtls.dev/root-rotation': JSON.stringify({ chain: 'ca', phase: 'steady', signs: 'a', trusts: ['a'] }) } } }
      : object));
    const kinds = (...states: Parameters<typeof compare>): string[] => compare(...states).trust.map(({ kind }) => kind);
    expect(kinds(state(announced), state(switched))).toEqual([]);
    expect(kinds(state(switched), state(announced))).toEqual([]);
    expect(kinds(state(announced), state(settled))).toEqual(['settled-while-presented', 'phase-skipped', 'trust-domain-without-alias']);
    expect(kinds(state(announced), state(switched, { istio: { trustDomain: 'example.org' } }))).toEqual(['trust-domain-without-alias']);
    expect(kinds(state(unrecorded('example.com')), state(unrecorded('example.org')))).toEqual(['switched-before-announced', 'settled-while-presented', 'phase-skipped']);
    const mesh = { trustDomain: 'example.org', trustDomainAliases: ['example.com'] };
    expect(kinds(state(unrecorded('example.com')), state(unrecorded('example.org'), { istio: mesh }))).toEqual([]);
  });
});
