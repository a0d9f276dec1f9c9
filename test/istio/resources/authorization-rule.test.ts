import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { AuthorizationPolicy, AuthorizationRule } = istio;

/** What an ALLOW policy writes for a rule. */
function written(rule: istio.AuthorizationRule): any {
  const chart = shop();
  new AuthorizationPolicy(chart, 'policy', { rules: [rule] });
  const { rules, ...rest } = specIn(chart);
  expect(rest).toEqual({ action: 'ALLOW' });
  expect(rules).toHaveLength(1);
  return rules[0];
}

test('every request is matched by a rule that says so', () => {
  expect(written(AuthorizationRule.everyRequest())).toEqual({});
});

test('callers are named in every way that Istio knows', () => {
  const identities = {
    principals: ['cluster.local/ns/shop/sa/web'],
    notPrincipals: ['*/sa/old', 'cluster.local/*'],
    requestPrincipals: ['https://issuer.example.com/*'],
    notRequestPrincipals: ['https://issuer.example.com/guest'],
    namespaces: ['shop'],
    notNamespaces: ['test-*'],
    trustDomains: ['prod.example.com'],
    notTrustDomains: ['*.test.example.com'],
    ipBlocks: ['10.0.0.0/8', '192.0.2.1'],
    notIpBlocks: ['2001:db8::/32'],
    remoteIpBlocks: ['203.0.113.0/24'],
    notRemoteIpBlocks: ['2001:db8::1'],
  };
  const accounts = { serviceAccounts: ['shop/web', 'cart'], notServiceAccounts: ['shop/old'] };

  expect(written(AuthorizationRule.matching({ from: [identities, accounts] }))).toEqual({ from: [{ source: identities }, { source: accounts }] });
});

test('operations are named in every way that Istio knows, ports as text', () => {
  const rule = AuthorizationRule.matching({
    to: [{
      hosts: ['*.example.com'],
      notHosts: ['old.example.com'],
      ports: [8080, 9090],
      notPorts: [15021],
      methods: ['GET'],
      notMethods: ['DELETE'],
      paths: ['/orders/{*}/items/{**}', '/health', '*/info'],
      notPaths: ['/admin*'],
    }],
  });

  expect(written(rule)).toEqual({
    to: [{
      operation: {
        hosts: ['*.example.com'],
        notHosts: ['old.example.com'],
        ports: ['8080', '9090'],
        notPorts: ['15021'],
        methods: ['GET'],
        notMethods: ['DELETE'],
        paths: ['/orders/{*}/items/{**}', '/health', '*/info'],
        notPaths: ['/admin*'],
      },
    }],
  });
});

test.each<istio.AuthorizationCondition>([
  { key: 'source.ip', values: ['10.0.0.0/8'] },
  { key: 'remote.ip', notValues: ['192.0.2.1'] },
  { key: 'source.namespace', values: ['shop'] },
  { key: 'source.serviceAccount', values: ['shop/web'] },
  { key: 'source.principal', values: ['cluster.local/ns/shop/sa/web'] },
  { key: 'source.trustDomain', values: ['prod.example.com'], notValues: ['*.test'] },
  { key: 'request.auth.claims[groups][admin]', values: ['yes'] },
  { key: 'request.headers[x-tenant]', values: ['a', 'b'] },
  { key: 'destination.ip', values: ['10.0.0.1'] },
  { key: 'destination.port', values: ['8080'] },
  { key: 'connection.sni', values: ['cart.example.com'] },
  { key: 'experimental.envoy.filters.network.mysql_proxy[db.table]', values: ['[update]'] },
])('the condition on $key is written as it is', condition => {
  expect(written(AuthorizationRule.matching({ when: [condition] }))).toEqual({ when: [condition] });
});

test('changing the lists afterwards changes nothing', () => {
  const principals = ['cluster.local/ns/shop/sa/web'];
  const rule = AuthorizationRule.matching({ from: [{ principals }] });
  principals.push('*');

  expect(written(rule)).toEqual({ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] });
});

describe('refused at once', () => {
  const from = (source: istio.AuthorizationSource) => ({ from: [source] });
  const to = (operation: istio.AuthorizationOperation) => ({ to: [operation] });
  const when = (key: string, ...values: string[]) => ({ when: [{ key, values }] });
  const everything = /Istio would match everything/;

  test.each<[string, istio.AuthorizationMatch, RegExp]>([
    ['nothing at all, which would allow everything', {}, /matching\(\{\}\): it matches every request.*AuthorizationRule\.everyRequest\(\)/],
    ['no callers, which would allow everybody', { from: [] }, everything],
    ['no operations, which would allow everything', { to: [] }, everything],
    ['no conditions', { when: [] }, everything],
    ['a caller of whom nothing is said', from({}), /from\[0\]\(\{\}\): it says nothing/],
    ['an operation of which nothing is said', to({}), /to\[0\]\(\{\}\): it says nothing/],
    ['an empty list of identities beside other fields', from({ principals: [], ipBlocks: ['10.0.0.1'] }), /from\[0\]\.principals\(\[\]\).*match everything/],
    ['an empty identity', from({ principals: [''] }), /principals\(""\): the value is empty/],
    ['an identity as a URI', from({ principals: ['spiffe://cluster.local/ns/shop/sa/web'] }), /Istio adds "spiffe:\/\/" itself, so this matches nobody/],
    ['an identity with a wildcard in the middle', from({ principals: ['cluster.local/ns/*/sa/web'] }), /"\*" stands for anything once/],
    ['an identity with two wildcards', from({ notPrincipals: ['*shop*'] }), /notPrincipals\("\*shop\*"\)/],
    ['a trust domain with a path', from({ trustDomains: ['prod.example.com/ns'] }), /a trust domain has no "\/"/],
    ['a trust domain with two wildcards', from({ trustDomains: ['*prod*'] }), /trustDomains\("\*prod\*"\)/],
    ['a service account with a wildcard', from({ serviceAccounts: ['shop/*'] }), /wildcards are not allowed here/],
    ['a service account with two slashes', from({ serviceAccounts: ['a/b/c'] }), /neither <service account> nor/],
    ['a service account without a name', from({ serviceAccounts: ['shop/'] }), /neither <service account> nor/],
    ['a service account that is too long', from({ notServiceAccounts: ['a'.repeat(321)] }), /has 321 characters/],
    ['more than 16 service accounts', from({ serviceAccounts: Array.from({ length: 17 }, (_, index) => `sa-${index}`) }), /there are 17, at most 16/],
    ['service accounts together with identities', from({ serviceAccounts: ['web'], principals: ['*'] }), /serviceAccounts: service accounts cannot be together with "principals"/],
    ['service accounts together with other namespaces', from({ notServiceAccounts: ['web'], notNamespaces: ['shop'] }), /cannot be together with "notNamespaces"/],
    ['an address that is none', from({ ipBlocks: ['10.0.0'] }), /ipBlocks\("10\.0\.0"\): "10\.0\.0" is not an IP address/],
    ['a mask that is too long', from({ notIpBlocks: ['10.0.0.0/33'] }), /its mask "33" is not a number from 0 to 32/],
    ['a mask that is none', from({ remoteIpBlocks: ['2001:db8::/x'] }), /its mask "x" is not a number from 0 to 128/],
    ['a block with a zone', from({ notRemoteIpBlocks: ['fe80::1%eth0/64'] }), /a CIDR block has no zone/],
    ['more than 512 callers', { from: Array.from({ length: 513 }, () => ({ principals: ['*'] })) }, /there are 513, at most 512/],
    ['a port that is none', to({ ports: [0] }), /ports\("0"\): a port is a whole number/],
    ['a port with a fraction', to({ notPorts: [80.5] }), /notPorts\("80\.5"\)/],
    ['an empty method', to({ methods: [''] }), /methods\(""\)/],
    ['a path with a brace', to({ paths: ['/a/{id}'] }), /its part "\{id\}" has "\{" or "\}"/],
    ['a path with an operator after the last one', to({ paths: ['/{**}/foo/{*}'] }), /"\{\*\*\}" must be the last operator/],
    ['a path with an operator and a wildcard', to({ notPaths: ['/*/baz/{*}'] }), /its part "\*" is not a literal/],
    ['a path with an operator inside a part', to({ paths: ['/foo/{*}.txt'] }), /its part "\{\*\}\.txt"/],
    ['a condition on nothing', when('', 'a'), /when\[0\]\.key\(""\): Istio knows no such attribute/],
    ['a condition on a mistyped attribute', when('source.principals', 'a'), /Did you mean "source\.principal"\?/],
    ['a condition on an attribute of objects', when('constructor', 'a'), /no such attribute/],
    ['a condition on a retired attribute', when('destination.namespace', 'shop'), /no such attribute/],
    ['a condition on a header without a name', when('request.headers', 'a'), /no such attribute/],
    ['a condition on a header with an empty name', when('request.headers[]', 'a'), /no such attribute/],
    ['a condition without values', { when: [{ key: 'source.ip' }] }, /neither "values" nor "notValues"/],
    ['a condition with an empty list of values', when('source.ip'), /when\[0\]\.values\(\[\]\)/],
    ['a condition with an empty value', when('source.namespace', ''), /values\(""\)/],
    ['a condition on an address that is none', when('source.ip', 'x'), /is not an IP address/],
    ['a condition on a port that is none', when('destination.port', '0x50'), /a port is a whole number/],
    ['a condition on an identity as a URI', when('source.principal', 'spiffe://a/b'), /matches nobody/],
    ['a negative condition on a service account with a wildcard', { when: [{ key: 'source.serviceAccount', notValues: ['*'] }] }, /when\[0\]\.notValues\("\*"\)/],
  ])('%s', (_, match, message) => {
    expect(() => AuthorizationRule.matching(match)).toThrow(message);
  });
});
