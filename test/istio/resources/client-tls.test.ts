import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { ClientTls, ClientTlsMode, DestinationRule } = istio;

/** What a rule for gateways and selected sidecars writes under `tls`. */
function written(tls: istio.ClientTls): any {
  const chart = shop();
  new DestinationRule(chart, 'rule', { host: 'api.example.com', workloadSelector: { app: 'web' }, tls });
  return specIn(chart).trafficPolicy.tls;
}

test('plaintext is written by name, never as an empty section', () => {
  expect(written(ClientTls.disable())).toEqual({ mode: 'DISABLE' });
});

test('mutual TLS with certificates of Istio needs nothing else', () => {
  expect(written(ClientTls.istioMutual())).toEqual({ mode: 'ISTIO_MUTUAL' });
});

test('mutual TLS with certificates of Istio can pin the server identity and name', () => {
  const subjectAltNames = ['spiffe://cluster.local/ns/shop/sa/cart'];

  expect(written(ClientTls.istioMutual({ subjectAltNames, sni: 'cart' }))).toEqual({ mode: 'ISTIO_MUTUAL', subjectAltNames, sni: 'cart' });
});

test('simple TLS without options verifies with the CA certificates of the operating system', () => {
  expect(written(ClientTls.simple())).toEqual({ mode: 'SIMPLE' });
});

test('simple TLS verifies with files', () => {
  const options = { caCertificates: '/etc/ca.pem', caCrl: '/etc/crl.pem', subjectAltNames: ['api.example.com'], sni: 'api.example.com' };

  expect(written(ClientTls.simple(options))).toEqual({ mode: 'SIMPLE', ...options });
});

test('simple TLS verifies with a Secret', () => {
  expect(written(ClientTls.simpleFromSecret({ credentialName: 'partner-ca', sni: 'api.example.com' })))
    .toEqual({ mode: 'SIMPLE', credentialName: 'partner-ca', sni: 'api.example.com' });
});

test('mutual TLS takes the certificate and key from files', () => {
  const options = { clientCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key', caCertificates: '/etc/ca.pem', caCrl: '/etc/crl.pem' };

  expect(written(ClientTls.mutualFromFiles(options))).toEqual({ mode: 'MUTUAL', ...options });
});

test('mutual TLS takes certificate, key and CA from a Secret', () => {
  expect(written(ClientTls.mutualFromSecret({ credentialName: 'partner', subjectAltNames: ['api.example.com'] })))
    .toEqual({ mode: 'MUTUAL', credentialName: 'partner', subjectAltNames: ['api.example.com'] });
});

test('verification is skipped where that is said', () => {
  expect(written(ClientTls.simple({ insecureSkipVerify: true }))).toEqual({ mode: 'SIMPLE', insecureSkipVerify: true });
  expect(written(ClientTls.mutualFromSecret({ credentialName: 'partner', insecureSkipVerify: true })))
    .toEqual({ mode: 'MUTUAL', credentialName: 'partner', insecureSkipVerify: true });
});

test('that only gateways connect is not written', () => {
  expect(written(ClientTls.mutualFromSecret({ credentialName: 'partner', gatewaysOnly: true }))).toEqual({ mode: 'MUTUAL', credentialName: 'partner' });
});

test('the mode can be read', () => {
  expect(ClientTls.mutualFromSecret({ credentialName: 'partner' }).mode).toBe(ClientTlsMode.MUTUAL);
  expect(ClientTls.disable().mode).toBe(ClientTlsMode.DISABLE);
});

test('changing the names afterwards changes nothing', () => {
  const subjectAltNames = ['api.example.com'];
  const tls = ClientTls.simple({ subjectAltNames });
  subjectAltNames.push('evil.example.com');

  expect(written(tls).subjectAltNames).toEqual(['api.example.com']);
});

describe('refused at once', () => {
  const files = { clientCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key' };
  test.each<[string, () => unknown, RegExp]>([
    ['an empty list of names, which would verify none', () => ClientTls.simple({ subjectAltNames: [] }), /ClientTls\.simple\.subjectAltNames\(\[\]\)/],
    ['an empty name', () => ClientTls.istioMutual({ subjectAltNames: [''] }), /subjectAltNames\(""\): the value is empty/],
    ['an empty server name', () => ClientTls.istioMutual({ sni: ' ' }), /sni\(" "\): the value is empty/],
    ['an empty path of the certificate', () => ClientTls.mutualFromFiles({ ...files, clientCertificate: '' }), /clientCertificate\(""\)/],
    ['an empty path of the key', () => ClientTls.mutualFromFiles({ ...files, privateKey: '' }), /privateKey\(""\)/],
    ['CA certificates with no verification', () => ClientTls.simple({ insecureSkipVerify: true, caCertificates: '/etc/ca.pem' }), /insecureSkipVerify\(true\): nothing is verified, so "caCertificates" would be ignored/],
    ['a revocation list with no verification', () => ClientTls.mutualFromFiles({ ...files, insecureSkipVerify: true, caCrl: '/etc/crl.pem' }), /"caCrl" would be ignored/],
    ['names with no verification', () => ClientTls.mutualFromSecret({ credentialName: 'a', insecureSkipVerify: true, subjectAltNames: ['b'] }), /"subjectAltNames" would be ignored/],
    ['no name of a Secret', () => ClientTls.mutualFromSecret({ credentialName: '' }), /mutualFromSecret\(\)/],
    ['a URI in place of the name of a Secret', () => ClientTls.simpleFromSecret({ credentialName: 'kubernetes://ca' }), /simpleFromSecret\(kubernetes:\/\/ca\): must be lower-case.*name of a Secret/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
