import { Testing } from 'cdk8s';
import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { ClientTls, DestinationRule, ExportTo } = istio;

const host = 'cart.shop.svc.cluster.local';

test('a rule says how clients connect to a host', () => {
  const chart = shop();
  const rule = new DestinationRule(chart, 'rule', { metadata: { name: 'cart' }, host, tls: ClientTls.istioMutual() });

  expect(Testing.synth(chart)).toEqual([{
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { host, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
  }]);
  expect(rule.host).toBe(host);
});

test('a rule that says nothing of TLS leaves it to automatic mutual TLS', () => {
  const chart = shop();
  new DestinationRule(chart, 'rule', { host, subsets: [{ name: 'v1', labels: { version: 'v1' } }] });

  expect(specIn(chart)).toEqual({ host, subsets: [{ name: 'v1', labels: { version: 'v1' } }] });
});

test('a port of the Service has TLS of its own', () => {
  const chart = shop();
  const rule = new DestinationRule(chart, 'rule', { host, tls: ClientTls.istioMutual() });
  rule.addPortLevelSettings({ port: 443, tls: ClientTls.disable() });

  expect(specIn(chart).trafficPolicy).toEqual({
    tls: { mode: 'ISTIO_MUTUAL' },
    portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'DISABLE' } }],
  });
  expect(rule.portLevelSettings).toHaveLength(1);
});

test('a subset has TLS of its own, by port too, and a silent subset inherits', () => {
  const chart = shop();
  const rule = new DestinationRule(chart, 'rule', {
    host,
    tls: ClientTls.istioMutual(),
    subsets: [
      { name: 'legacy', labels: { version: 'v1' }, tls: ClientTls.disable(), portLevelSettings: [{ port: 443, tls: ClientTls.simple() }] },
    ],
  });
  rule.addSubset({ name: 'testVersion' });

  expect(specIn(chart).subsets).toEqual([
    {
      name: 'legacy',
      labels: { version: 'v1' },
      trafficPolicy: { tls: { mode: 'DISABLE' }, portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE' } }] },
    },
    { name: 'testVersion' },
  ]);
  expect(rule.subsets.map(({ name }) => name)).toEqual(['legacy', 'testVersion']);
});

test('a rule for some clients uses their Secret', () => {
  const chart = shop();
  const rule = new DestinationRule(chart, 'rule', {
    host: '*.example.com',
    exportTo: ExportTo.ownNamespace(),
    workloadSelector: { app: 'web' },
    tls: ClientTls.mutualFromSecret({ credentialName: 'partner' }),
  });

  expect(specIn(chart)).toEqual({
    host: '*.example.com',
    exportTo: ['.'],
    workloadSelector: { matchLabels: { app: 'web' } },
    trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'partner' } },
  });
  expect(rule.workloadSelector).toEqual({ app: 'web' });
});

test('a rule for gateways alone uses a Secret without a workload selector', () => {
  const chart = shop();
  new DestinationRule(chart, 'rule', { host: 'api.example.com', tls: ClientTls.mutualFromSecret({ credentialName: 'partner', gatewaysOnly: true }) });

  expect(specIn(chart)).toEqual({ host: 'api.example.com', trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'partner' } } });
});

test.each<[string, istio.ExportTo, string[]]>([
  ['every namespace', ExportTo.everyNamespace(), ['*']],
  ['its own namespace', ExportTo.ownNamespace(), ['.']],
  ['namespaces by name', ExportTo.namespaces('shop', 'web'), ['shop', 'web']],
])('a rule is exported to %s', (_, exportTo, expected) => {
  const chart = shop();
  new DestinationRule(chart, 'rule', { host, exportTo });

  expect(specIn(chart).exportTo).toEqual(expected);
});

test.each(['cart', '*', '*.shop.svc.cluster.local', '*-web.example.com', 'Cart.example.com', 'example.com.', 'localhost.'])('the host %s is accepted', name => {
  const chart = shop();
  new DestinationRule(chart, 'rule', { host: name });

  expect(specIn(chart)).toEqual({ host: name });
});

describe('refused at once', () => {
  const secret = ClientTls.mutualFromSecret({ credentialName: 'partner' });
  const tls = ClientTls.istioMutual();
  const ignored = /\(partner\): without "workloadSelector", sidecars ignore the Secret and connect in plaintext.*"gatewaysOnly"/;
  test.each<[string, Partial<istio.DestinationRuleProps>, RegExp]>([
    ['no host', { host: '' }, /^\[chart\/rule\] host\(\): the name is empty/],
    ['a host with a wildcard in the middle', { host: 'cart.*.svc' }, /its part "\*"/],
    ['an IP address as a host', { host: '10.0.0.1' }, /its last part "1" is a number/],
    ['a host with an underscore', { host: 'my_cart.shop' }, /its part "my_cart"/],
    ['a host that is too long', { host: `${'a.'.repeat(128)}b` }, /has 257 characters/],
    ['a part of a host that is too long', { host: `cart.${'a'.repeat(64)}` }, /its part "a{64}"/],
    ['a Secret that sidecars ignore', { tls: secret }, ignored],
    ['a Secret with CA certificates that sidecars ignore', { tls: ClientTls.simpleFromSecret({ credentialName: 'partner' }) }, ignored],
    ['a Secret that sidecars ignore on a port', { portLevelSettings: [{ port: 443, tls: secret }] }, ignored],
    ['a Secret that sidecars ignore in a subset', { subsets: [{ name: 'v1', tls: secret }] }, ignored],
    ['a Secret that sidecars ignore on a port of a subset', { subsets: [{ name: 'v1', portLevelSettings: [{ port: 443, tls: secret }] }] }, ignored],
    ['a workload selector without labels', { workloadSelector: {} }, /workloadSelector\(\{\}\)/],
    ['a wildcard in the workload selector', { workloadSelector: { app: 'we*' } }, /workloadSelector\(app=we\*\)/],
    ['an export to nobody', { exportTo: ExportTo.nobody() }, /exportTo\(~\): a DestinationRule cannot be hidden/],
    ['a rule for some clients that others see', { workloadSelector: { app: 'web' }, exportTo: ExportTo.everyNamespace() }, /exportTo\(\*\): a rule with a workload selector/],
    ['a port that is none', { portLevelSettings: [{ port: 65536, tls }] }, /portLevelSettings\(65536\): a port is/],
    ['a port twice', { portLevelSettings: [{ port: 80, tls }, { port: 80, tls }] }, /portLevelSettings\(80\): the port has settings already/],
    ['a port of a subset twice', { subsets: [{ name: 'v1', portLevelSettings: [{ port: 80, tls }, { port: 80, tls }] }] }, /subsets\(v1\)\.portLevelSettings\(80\)/],
    ['a subset without a name', { subsets: [{ name: '' }] }, /subsets\(\): the name must be/],
    ['a subset with a dot in its name', { subsets: [{ name: 'v1.2' }] }, /subsets\(v1\.2\): the name must be/],
    ['a subset twice', { subsets: [{ name: 'v1' }, { name: 'v1' }] }, /subsets\(v1\): there is a subset of this name already/],
    ['a wildcard in the labels of a subset', { subsets: [{ name: 'v1', labels: { version: 'v*' } }] }, /subsets\(v1\)\.labels\(version=v\*\)/],
  ])('%s', (_, props, message) => {
    expect(() => new DestinationRule(shop(), 'rule', { host, ...props })).toThrow(message);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['an export to no namespace', () => ExportTo.namespaces(), /ExportTo\.namespaces\(\[\]\)/],
    ['an export to a namespace twice', () => ExportTo.namespaces('a', 'a'), /ExportTo\.namespaces\("a"\): it is named twice/],
    ['an export to what is no namespace', () => ExportTo.namespaces('a', '*'), /ExportTo\.namespaces\("\*"\).*ExportTo\.everyNamespace\(\)/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

test('a rule for some clients may name its own namespace', () => {
  const chart = shop();
  new DestinationRule(chart, 'rule', { host, workloadSelector: { app: 'web' }, exportTo: ExportTo.namespaces('shop') });

  expect(specIn(chart).exportTo).toEqual(['shop']);
});
