import { Chart, JsonPatch, Testing } from 'cdk8s';
import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { PeerAuthentication, MutualTlsMode } = istio;

test('a policy without any property requires mutual TLS in the whole namespace', () => {
  const chart = shop();
  new PeerAuthentication(chart, 'default', { metadata: { name: 'default' } });

  expect(Testing.synth(chart)).toEqual([{
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'shop' },
    spec: { mtls: { mode: 'STRICT' } },
  }]);
});

test.each(Object.values(MutualTlsMode))('the mode %s is written as it is', mode => {
  const chart = shop();
  const policy = new PeerAuthentication(chart, 'default', { mode });

  expect(specIn(chart)).toEqual({ mtls: { mode } });
  expect(policy.mode).toBe(mode);
});

test('container ports of the selected workload have modes of their own', () => {
  const chart = shop();
  const policy = new PeerAuthentication(chart, 'cart', {
    selector: { app: 'cart' },
    portLevelMtls: [{ port: 9090, mode: MutualTlsMode.PERMISSIVE }],
  });
  policy.addPortLevelMtls({ port: 8081, mode: MutualTlsMode.DISABLE });

  expect(specIn(chart)).toEqual({
    selector: { matchLabels: { app: 'cart' } },
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 8081: { mode: 'DISABLE' }, 9090: { mode: 'PERMISSIVE' } },
  });
  expect(policy.selector).toEqual({ app: 'cart' });
  expect(policy.portLevelMtls.map(({ port }) => port)).toEqual([9090, 8081]);
});

test('a selector without port exceptions emits no port level section, which Istio would refuse', () => {
  const chart = shop();
  new PeerAuthentication(chart, 'cart', { selector: { app: 'cart' }, portLevelMtls: [] });

  expect(specIn(chart)).not.toHaveProperty('portLevelMtls');
});

test('changing what was passed in or what a getter returned changes nothing', () => {
  const chart = shop();
  const selector: Record<string, string> = { app: 'cart' };
  const policy = new PeerAuthentication(chart, 'cart', { selector });
  selector.app = 'web';
  policy.selector!.app = 'web';
  policy.portLevelMtls.push({ port: 1, mode: MutualTlsMode.DISABLE });

  expect(specIn(chart)).toEqual({ selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' } });
});

test('a JSON patch reaches what the properties do not cover', () => {
  const chart = shop();
  new PeerAuthentication(chart, 'default').addJsonPatch(JsonPatch.replace('/spec/mtls/mode', 'PERMISSIVE'));

  expect(specIn(chart).mtls.mode).toBe('PERMISSIVE');
});

describe('refused at once', () => {
  const strict = MutualTlsMode.STRICT;
  const app = { app: 'cart' };
  test.each<[string, istio.PeerAuthenticationProps, RegExp]>([
    ['a port without a selector', { portLevelMtls: [{ port: 9090, mode: strict }] }, /^\[chart\/policy\] portLevelMtls\(9090\): .*selector.*Add "selector"/],
    ['a port that is none', { selector: app, portLevelMtls: [{ port: 0, mode: strict }] }, /portLevelMtls\(0\): a port is a whole number/],
    ['a port twice', { selector: app, portLevelMtls: [{ port: 1, mode: strict }, { port: 1, mode: strict }] }, /portLevelMtls\(1\): the port has a mode already/],
    ['a selector without labels', { selector: {} }, /selector\(\{\}\): a selector without labels selects every workload/],
    ['an empty label key', { selector: { '': 'cart' } }, /selector\(=cart\): its key ""/],
    ['a wildcard in a label key', { selector: { 'a*': 'cart' } }, /selector\(a\*=cart\): its key "a\*"/],
    ['a wildcard in a label value', { selector: { app: '*' } }, /selector\(app=\*\): its value "\*".*without wildcards/],
  ])('%s', (_, props, message) => {
    expect(() => new PeerAuthentication(shop(), 'policy', props)).toThrow(message);
  });

  test('a policy in no namespace', () => {
    const chart = new Chart(Testing.app(), 'chart');

    expect(() => new PeerAuthentication(chart, 'policy')).toThrow(/\[chart\/policy\] PeerAuthentication: no namespace/);
  });
});
