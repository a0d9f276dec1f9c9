import { Testing } from 'cdk8s';
import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { AuthorizationAction, AuthorizationPolicy, AuthorizationRule, PolicyTargetReference } = istio;

const fromWeb = AuthorizationRule.matching({ from: [{ principals: ['cluster.local/ns/shop/sa/web'] }] });

test('denying everything is an empty policy', () => {
  const chart = shop();
  AuthorizationPolicy.denyAll(chart, 'policy', { metadata: { name: 'deny-all' } });

  expect(Testing.synth(chart)).toEqual([{
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'deny-all', namespace: 'shop' },
    spec: {},
  }]);
});

test('a policy that allows an empty list of requests denies them all', () => {
  const chart = shop();
  new AuthorizationPolicy(chart, 'policy', { selector: { app: 'cart' }, rules: [] });

  expect(specIn(chart)).toEqual({ selector: { matchLabels: { app: 'cart' } } });
});

test('allowing everything has a name of its own', () => {
  const chart = shop();
  const policy = AuthorizationPolicy.allowAll(chart, 'policy', { selector: { app: 'cart' } });

  expect(policy.selector).toEqual({ app: 'cart' });
  expect(specIn(chart)).toEqual({ selector: { matchLabels: { app: 'cart' } }, action: 'ALLOW', rules: [{}] });
});

test('rules can be added', () => {
  const chart = shop();
  const policy = new AuthorizationPolicy(chart, 'policy', { rules: [fromWeb] });
  policy.addRule(AuthorizationRule.matching({ to: [{ ports: [8080] }] }));

  expect(specIn(chart)).toEqual({
    action: 'ALLOW',
    rules: [
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] },
      { to: [{ operation: { ports: ['8080'] } }] },
    ],
  });
  expect(policy.rules).toHaveLength(2);
});

test.each<[istio.AuthorizationAction, any]>([
  [AuthorizationAction.allow(), { action: 'ALLOW' }],
  [AuthorizationAction.deny(), { action: 'DENY' }],
  [AuthorizationAction.audit(), { action: 'AUDIT' }],
  [AuthorizationAction.custom('oauth'), { action: 'CUSTOM', provider: { name: 'oauth' } }],
])('the action $name is written, with a provider only if it has one', (action, expected) => {
  const chart = shop();
  const policy = new AuthorizationPolicy(chart, 'policy', { action, rules: [AuthorizationRule.everyRequest()] });

  expect(specIn(chart)).toEqual({ ...expected, rules: [{}] });
  expect(policy.action.name).toBe(expected.action);
});

test('a policy decides on the traffic of objects', () => {
  const chart = shop();
  new AuthorizationPolicy(chart, 'policy', {
    targetRefs: [
      PolicyTargetReference.service('cart'),
      PolicyTargetReference.serviceEntry('partner'),
      PolicyTargetReference.gateway('waypoint'),
      PolicyTargetReference.gatewayClass('istio-waypoint'),
    ],
  });

  expect(specIn(chart)).toEqual({
    targetRefs: [
      { group: '', kind: 'Service', name: 'cart' },
      { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'partner' },
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' },
      { group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'istio-waypoint' },
    ],
  });
});

test.each([
  ['a caller by identity', AuthorizationRule.matching({ from: [{ ipBlocks: ['10.0.0.1'] }, { serviceAccounts: ['web'] }] }), /rules\(from\[1\]\.serviceAccounts\)/],
  ['a caller by token', AuthorizationRule.matching({ from: [{ notRequestPrincipals: ['*'] }] }), /rules\(from\[0\]\.notRequestPrincipals\)/],
  ['a condition on the identity', AuthorizationRule.matching({ when: [{ key: 'source.trustDomain', values: ['a'] }] }), /rules\(source\.trustDomain\)/],
  ['a condition on the token', AuthorizationRule.matching({ when: [{ key: 'request.auth.claims[sub]', values: ['a'] }] }), /rules\(request\.auth\.claims\[sub\]\)/],
])('an external authorizer is not given %s', (_, rule, message) => {
  const policy = new AuthorizationPolicy(shop(), 'policy', { action: AuthorizationAction.custom('oauth') });

  expect(() => policy.addRule(rule)).toThrow(message);
});

test('an external authorizer is given addresses, operations and headers', () => {
  const chart = shop();
  new AuthorizationPolicy(chart, 'policy', {
    action: AuthorizationAction.custom('oauth'),
    rules: [AuthorizationRule.matching({
      from: [{ ipBlocks: ['10.0.0.0/8'], notRemoteIpBlocks: ['192.0.2.1'] }],
      to: [{ paths: ['/admin*'] }],
      when: [{ key: 'request.headers[x-tenant]', values: ['a'] }],
    })],
  });

  expect(specIn(chart).rules).toHaveLength(1);
});

test.each([
  ['DENY', AuthorizationAction.deny()],
  ['AUDIT', AuthorizationAction.audit()],
  ['CUSTOM', AuthorizationAction.custom('oauth')],
])('%s without rules fails at synthesis, because it would do nothing', (name, action) => {
  const chart = shop();
  const policy = new AuthorizationPolicy(chart, 'policy', { action });
  expect(policy.node.validate()).toEqual([expect.stringContaining(`${name} without rules never does anything`)]);

  policy.addRule(AuthorizationRule.everyRequest());
  expect(policy.node.validate()).toEqual([]);
});

describe('refused at once', () => {
  const cart = PolicyTargetReference.service('cart');
  test.each<[string, istio.AuthorizationPolicyProps, RegExp]>([
    ['a selector without labels', { selector: {} }, /^\[chart\/policy\] selector\(\{\}\)/],
    ['a wildcard in the selector', { selector: { app: '*' } }, /selector\(app=\*\)/],
    ['both a selector and objects', { selector: { app: 'cart' }, targetRefs: [cart] }, /targetRefs: there is a selector too/],
    ['an empty list of objects', { targetRefs: [] }, /targetRefs\(\[\]\)/],
    ['more than 16 objects', { targetRefs: Array(17).fill(cart) }, /targetRefs: there are 17, at most 16/],
    ['more than 512 rules', { rules: Array(513).fill(fromWeb) }, /rules: there are 513, at most 512/],
  ])('%s', (_, props, message) => {
    expect(() => new AuthorizationPolicy(shop(), 'policy', props)).toThrow(message);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['an object without a name', () => PolicyTargetReference.service(''), /PolicyTargetReference\.service\(\)/],
    ['an object of another namespace', () => PolicyTargetReference.gateway('other/waypoint'), /gateway\(other\/waypoint\).*in the namespace of the policy/],
    ['an external authorizer without a name', () => AuthorizationAction.custom(''), /AuthorizationAction\.custom\(""\)/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
