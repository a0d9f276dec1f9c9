import { Testing } from 'cdk8s';
import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { Gateway, Protocol, ServerTls } = istio;

const selector = { istio: 'ingress' };
const tls = ServerTls.mutualFromSecret({ credentialName: 'shop' });
const https: istio.GatewayServer = { port: 443, protocol: Protocol.HTTPS, hosts: ['shop.example.com'], tls };

test('a gateway ends mutual TLS', () => {
  const chart = shop();
  const gateway = new Gateway(chart, 'gateway', { metadata: { name: 'ingress' }, selector, servers: [https] });

  expect(Testing.synth(chart)).toEqual([{
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'ingress', namespace: 'shop' },
    spec: {
      selector: { istio: 'ingress' },
      servers: [{
        port: { number: 443, name: 'https-443', protocol: 'HTTPS' },
        hosts: ['shop.example.com'],
        tls: { mode: 'MUTUAL', credentialName: 'shop' },
      }],
    },
  }]);
  expect(gateway.selector).toEqual(selector);
});

test('requests in plaintext are sent to HTTPS', () => {
  const chart = shop();
  const gateway = new Gateway(chart, 'gateway', { selector, servers: [https] });
  gateway.addServer({ port: 80, protocol: Protocol.HTTP, hosts: ['*'], httpsRedirect: true });

  expect(specIn(chart).servers[1]).toEqual({ port: { number: 80, name: 'http-80', protocol: 'HTTP' }, hosts: ['*'], tls: { httpsRedirect: true } });
  expect(gateway.servers).toHaveLength(2);
});

test('a server in plaintext has no TLS section', () => {
  const chart = shop();
  new Gateway(chart, 'gateway', { selector, servers: [{ port: 80, protocol: Protocol.HTTP, hosts: ['*'], httpsRedirect: false }] });

  expect(specIn(chart).servers[0]).not.toHaveProperty('tls');
});

test('a server has names and an address of its own', () => {
  const chart = shop();
  new Gateway(chart, 'gateway', { selector, servers: [{ ...https, portName: 'web', name: 'shop', bind: '10.0.0.1' }] });

  expect(specIn(chart).servers[0]).toMatchObject({ port: { name: 'web' }, name: 'shop', bind: '10.0.0.1' });
});

test('one host is served on two addresses of a port', () => {
  const chart = shop();
  new Gateway(chart, 'gateway', { selector, servers: [{ ...https, bind: '10.0.0.1' }, { ...https, bind: '10.0.0.2', portName: 'other' }] });

  expect(specIn(chart).servers).toHaveLength(2);
});

test.each(['*', 'shop.example.com', '*.example.com', 'shop/*.example.com', './*', '*/shop.example.com', '10.0.0.1'])('the host %s is accepted', host => {
  const chart = shop();
  new Gateway(chart, 'gateway', { selector, servers: [{ ...https, hosts: [host] }] });

  expect(specIn(chart).servers[0].hosts).toEqual([host]);
});

describe('refused at once', () => {
  test.each<[string, Partial<istio.GatewayProps>, RegExp]>([
    ['a name with a dot', { metadata: { name: 'a.b' } }, /^\[chart\/gateway\] metadata\.name\(a\.b\)/],
    ['a selector without labels, which would be every workload', { selector: {} }, /selector\(\{\}\): a selector without labels selects every workload/],
    ['no servers', { servers: [] }, /servers\(\[\]\): a Gateway serves at least one port/],
    ['two ports of one name', { servers: [https, { ...https, hosts: ['b.example.com'] }] }, /servers\(https-443\): another server has a port of this name.*"portName"/],
    ['one host twice', { servers: [https, { ...https, portName: 'other' }] }, /servers\(other\)\.hosts\(shop\.example\.com\): another server on port 443 has the host, and Istio would drop this one/],
  ])('%s', (_, props, message) => {
    expect(() => new Gateway(shop(), 'gateway', { selector, servers: [https], ...props })).toThrow(message);
  });

  test.each<[string, Partial<istio.GatewayServer>, RegExp]>([
    ['a port that is none', { port: 0 }, /servers\(https-0\)\.port\(0\)/],
    ['an empty name of the port', { portName: '' }, /portName\(""\)/],
    ['an empty name', { name: '' }, /name\(""\)/],
    ['an address that is none', { bind: 'localhost' }, /bind\(localhost\): it is not an IP address/],
    ['no hosts', { hosts: [] }, /hosts\(\[\]\)/],
    ['a short host', { hosts: ['shop'] }, /hosts\(shop\): a short name is not allowed/],
    ['an IPv6 address as a host, which Istio refuses', { hosts: ['2001:db8::1'] }, /a short name is not allowed/],
    ['a host with half a wildcard', { hosts: ['*shop.example.com'] }, /hosts\(\*shop\.example\.com\): a wildcard must be the whole first part/],
    ['a host with a wildcard in the middle', { hosts: ['shop.*.com'] }, /a wildcard must be the whole first part/],
    ['a host that is none', { hosts: ['a_b.example.com'] }, /its part "a_b"/],
    ['a host of a namespace that is none', { hosts: ['a_b/shop.example.com'] }, /its namespace "a_b"/],
    ['a host of no namespace', { hosts: ['/shop.example.com'] }, /its namespace ""/],
    ['a namespace without a host', { hosts: ['shop/'] }, /hosts\(shop\/\): a short name is not allowed/],
    ['HTTPS without TLS', { tls: undefined }, /protocol\(HTTPS\): nothing says how its connections are secured/],
    ['TLS on HTTP', { protocol: Protocol.HTTP }, /protocol\(HTTP\): its connections are plaintext, but there is "tls"/],
    ['TLS on TCP', { protocol: Protocol.TCP }, /protocol\(TCP\): its connections are plaintext/],
    ['a redirect of HTTPS', { httpsRedirect: true }, /httpsRedirect\(true\): HTTPS has no requests that could be redirected/],
    ['a redirect of TCP', { protocol: Protocol.TCP, tls: undefined, httpsRedirect: true }, /TCP has no requests/],
  ])('a server with %s', (_, server, message) => {
    expect(() => new Gateway(shop(), 'gateway', { selector, servers: [{ ...https, ...server }] })).toThrow(message);
  });
});
