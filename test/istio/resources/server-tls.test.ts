import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { CipherSuite, Gateway, Protocol, ServerTls, TlsProtocolVersion } = istio;

/** What a server writes under `tls`. */
function written(tls: istio.ServerTls): any {
  const chart = shop();
  new Gateway(chart, 'gateway', { selector: { istio: 'ingress' }, servers: [{ port: 443, protocol: Protocol.HTTPS, hosts: ['*'], tls }] });
  return specIn(chart).servers[0].tls;
}

const files = { serverCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key' };
const spki = 'rJy4mzJWCwGNvXDZ4wzUTWnaHgO1k5nj3gZhWbP0dM0=';
const hash = 'df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a';

test.each<[string, istio.ServerTls, any]>([
  ['simple TLS from one Secret', ServerTls.simpleFromSecret({ credentialNames: ['shop'] }), { mode: 'SIMPLE', credentialName: 'shop' }],
  ['simple TLS from two Secrets', ServerTls.simpleFromSecret({ credentialNames: ['rsa', 'ecdsa'] }), { mode: 'SIMPLE', credentialNames: ['rsa', 'ecdsa'] }],
  ['simple TLS from files', ServerTls.simpleFromFiles(files), { mode: 'SIMPLE', ...files }],
  ['mutual TLS from a Secret', ServerTls.mutualFromSecret({ credentialName: 'shop' }), { mode: 'MUTUAL', credentialName: 'shop' }],
  [
    'mutual TLS with another Secret for the CA',
    ServerTls.mutualFromSecret({ credentialName: 'shop', caCertCredentialName: 'clients', subjectAltNames: ['a'] }),
    { mode: 'MUTUAL', credentialName: 'shop', caCertCredentialName: 'clients', subjectAltNames: ['a'] },
  ],
  [
    'mutual TLS with certificates named',
    ServerTls.mutualFromSecret({ credentialName: 'shop', verifyCertificateSpki: [spki], verifyCertificateHash: [hash, hash.match(/../g)!.join(':')] }),
    { mode: 'MUTUAL', credentialName: 'shop', verifyCertificateSpki: [spki], verifyCertificateHash: [hash, hash.match(/../g)!.join(':')] },
  ],
  [
    'mutual TLS from files',
    ServerTls.mutualFromFiles({ ...files, caCertificates: '/etc/ca.pem', caCrl: '/etc/crl.pem' }),
    { mode: 'MUTUAL', ...files, caCertificates: '/etc/ca.pem', caCrl: '/etc/crl.pem' },
  ],
  ['optional mutual TLS from a Secret', ServerTls.optionalMutualFromSecret({ credentialName: 'shop' }), { mode: 'OPTIONAL_MUTUAL', credentialName: 'shop' }],
  [
    'optional mutual TLS from files',
    ServerTls.optionalMutualFromFiles({ ...files, caCertificates: '/etc/ca.pem' }),
    { mode: 'OPTIONAL_MUTUAL', ...files, caCertificates: '/etc/ca.pem' },
  ],
  ['mutual TLS of the mesh', ServerTls.istioMutual(), { mode: 'ISTIO_MUTUAL' }],
  ['mutual TLS of the mesh with callers named', ServerTls.istioMutual({ subjectAltNames: ['spiffe://a/b'] }), { mode: 'ISTIO_MUTUAL', subjectAltNames: ['spiffe://a/b'] }],
  ['TLS that is passed on', ServerTls.passthrough(), { mode: 'PASSTHROUGH' }],
  ['TLS that is passed on between networks', ServerTls.autoPassthrough(), { mode: 'AUTO_PASSTHROUGH' }],
  [
    'versions and cipher suites',
    ServerTls.simpleFromFiles({
      ...files,
      minProtocolVersion: TlsProtocolVersion.TLSV1_2,
      maxProtocolVersion: TlsProtocolVersion.TLSV1_3,
      cipherSuites: [CipherSuite.ECDHE_ECDSA_AES128_GCM_SHA256],
    }),
    { mode: 'SIMPLE', ...files, minProtocolVersion: 'TLSV1_2', maxProtocolVersion: 'TLSV1_3', cipherSuites: ['ECDHE-ECDSA-AES128-GCM-SHA256'] },
  ],
  [
    'an old version with cipher suites for it',
    ServerTls.simpleFromFiles({ ...files, minProtocolVersion: TlsProtocolVersion.TLSV1_0, cipherSuites: [CipherSuite.AES128_SHA] }),
    { mode: 'SIMPLE', ...files, minProtocolVersion: 'TLSV1_0', cipherSuites: ['AES128-SHA'] },
  ],
])('%s', (_, tls, expected) => {
  expect(written(tls)).toEqual(expected);
});

test('changing the names afterwards changes nothing', () => {
  const subjectAltNames = ['spiffe://a/b'];
  const tls = ServerTls.istioMutual({ subjectAltNames });
  subjectAltNames.push('spiffe://a/evil');

  expect(written(tls).subjectAltNames).toEqual(['spiffe://a/b']);
});

describe('refused at once', () => {
  const old = { minProtocolVersion: TlsProtocolVersion.TLSV1_1 };
  test.each<[string, () => unknown, RegExp]>([
    ['no Secret', () => ServerTls.simpleFromSecret({ credentialNames: [] }), /credentialNames\(\[\]\)/],
    ['three Secrets', () => ServerTls.simpleFromSecret({ credentialNames: ['a', 'b', 'c'] }), /credentialNames\(a, b, c\): at most two/],
    ['one Secret twice', () => ServerTls.simpleFromSecret({ credentialNames: ['a', 'a'] }), /credentialNames\("a"\): it is named twice/],
    ['a URI in place of the name of a Secret', () => ServerTls.simpleFromSecret({ credentialNames: ['kubernetes://a'] }), /credentialNames\(kubernetes:\/\/a\)/],
    ['an empty name of a Secret', () => ServerTls.mutualFromSecret({ credentialName: '' }), /mutualFromSecret\.credentialName\(""\)/],
    ['a name that is not that of a Secret', () => ServerTls.optionalMutualFromSecret({ credentialName: 'A' }), /optionalMutualFromSecret\.credentialName\(A\)/],
    ['a name that is not that of a Secret for the CA', () => ServerTls.mutualFromSecret({ credentialName: 'a', caCertCredentialName: 'a/b' }), /caCertCredentialName\(a\/b\)/],
    ['an empty path of the certificate', () => ServerTls.simpleFromFiles({ ...files, serverCertificate: '' }), /serverCertificate\(""\)/],
    ['an empty path of the key', () => ServerTls.simpleFromFiles({ ...files, privateKey: '' }), /privateKey\(""\)/],
    ['an empty path of the CA', () => ServerTls.mutualFromFiles({ ...files, caCertificates: '' }), /caCertificates\(""\)/],
    ['no names of callers', () => ServerTls.istioMutual({ subjectAltNames: [] }), /istioMutual\.subjectAltNames\(\[\]\)/],
    ['a hash in the other form', () => ServerTls.mutualFromSecret({ credentialName: 'a', verifyCertificateSpki: [hash] }), /verifyCertificateSpki\(df6f.*base64 form/],
    ['a hash that is too short', () => ServerTls.mutualFromSecret({ credentialName: 'a', verifyCertificateHash: ['df6f'] }), /verifyCertificateHash\(df6f\): it is not the hexadecimal form/],
    ['a version above the highest', () => ServerTls.simpleFromFiles({ ...files, minProtocolVersion: TlsProtocolVersion.TLSV1_3, maxProtocolVersion: TlsProtocolVersion.TLSV1_2 }), /minProtocolVersion\(TLSV1_3\): it is above maxProtocolVersion TLSV1_2/],
    ['an old version without cipher suites for it', () => ServerTls.simpleFromFiles({ ...files, ...old }), /minProtocolVersion\(TLSV1_1\).*"cipherSuites"/],
    ['a cipher suite twice', () => ServerTls.simpleFromFiles({ ...files, cipherSuites: [CipherSuite.AES128_SHA, CipherSuite.AES128_SHA] }), /cipherSuites\("AES128-SHA"\): it is named twice/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
