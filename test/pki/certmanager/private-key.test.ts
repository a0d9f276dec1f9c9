import { EcdsaCurve, PrivateKey, PrivateKeyEncoding, RotationPolicy, SignatureHash } from '../../../src/pki/certmanager';

test.each<[PrivateKey, object]>([
  [PrivateKey.ecdsa(EcdsaCurve.P256), { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' }],
  [PrivateKey.ecdsa(EcdsaCurve.P521), { algorithm: 'ECDSA', size: 521, rotationPolicy: 'Always' }],
  [PrivateKey.rsa(3072, { encoding: PrivateKeyEncoding.PKCS1 }), { algorithm: 'RSA', size: 3072, rotationPolicy: 'Always', encoding: 'PKCS1' }],
  [PrivateKey.ed25519({ rotationPolicy: RotationPolicy.NEVER }), { algorithm: 'Ed25519', rotationPolicy: 'Never' }],
])('algorithm, size and rotation policy are written out: %#', (key, expected) => {
  expect(JSON.parse(JSON.stringify(key._toSpec()))).toEqual({ privateKey: expected });
});

test.each([
  [PrivateKey.rsa(4096, { signatureHash: SignatureHash.SHA512 }), 'SHA512WithRSA'],
  [PrivateKey.ecdsa(EcdsaCurve.P256, { signatureHash: SignatureHash.SHA256 }), 'ECDSAWithSHA256'],
])('the signature algorithm is that of the key: %#', (key, expected) => {
  expect(key._toSpec().signatureAlgorithm).toBe(expected);
});

test.each([0, -2048, 2048.5, NaN])('an RSA key of %p bits is refused', size => {
  expect(() => PrivateKey.rsa(size)).toThrow(`PrivateKey.rsa(${size}): the size is not a whole number of bits`);
});
