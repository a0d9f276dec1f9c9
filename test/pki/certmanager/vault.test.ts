import { chartIn, REFUSED_PEM, ROOT_PEM } from './fixtures';
import { Issuer, IssuerType, VaultAuth, VaultCaBundle, VaultIssuerOptions } from '../../../src/pki/certmanager';

const ref = { secretName: 's', key: 'k' };
const selector = { name: 's', key: 'k' };

function vaultOf(options: Partial<VaultIssuerOptions>): any {
  const type = IssuerType.vault({ server: 'https://vault:8200', path: 'pki/sign/web', auth: VaultAuth.token(ref), ...options });
  return new Issuer(chartIn('shop'), 'vault', { type }).toJson().spec.vault;
}

test('the smallest issuer names the server, the path and a token', () => {
  expect(vaultOf({})).toEqual({ server: 'https://vault:8200', path: 'pki/sign/web', auth: { tokenSecretRef: selector } });
});

test('the connection can be described in full', () => {
  expect(vaultOf({
    namespace: 'ns1',
    serverName: 'vault.example.com',
    caBundle: VaultCaBundle.secret(ref),
    clientCertificate: { certificate: { secretName: 's', key: 'tls.crt' }, privateKey: { secretName: 's', key: 'tls.key' } },
  })).toMatchObject({
    namespace: 'ns1',
    serverName: 'vault.example.com',
    caBundleSecretRef: selector,
    clientCertSecretRef: { name: 's', key: 'tls.crt' },
    clientKeySecretRef: { name: 's', key: 'tls.key' },
  });
});

test('certificates in PEM form are written in base64', () => {
  const { caBundle, caBundleSecretRef } = vaultOf({ caBundle: VaultCaBundle.pem(ROOT_PEM) });
  expect(Buffer.from(caBundle, 'base64').toString()).toBe(ROOT_PEM);
  expect(caBundleSecretRef).toBeUndefined();
});

test.each<[string, VaultAuth, object]>([
  ['AppRole', VaultAuth.appRole({ path: 'approle', roleId: 'id', secretId: ref }), { appRole: { path: 'approle', roleId: 'id', secretRef: selector } }],
  ['a service account', VaultAuth.serviceAccount({ role: 'r', serviceAccount: 'sa', audiences: ['a'], mountPath: '/v1/auth/k' }),
    { kubernetes: { role: 'r', mountPath: '/v1/auth/k', serviceAccountRef: { name: 'sa', audiences: ['a'] } } }],
  ['the token of a service account', VaultAuth.serviceAccountToken({ role: 'r', token: ref }), { kubernetes: { role: 'r', secretRef: selector } }],
  ['any client certificate', VaultAuth.clientCertificate(), { clientCertificate: {} }],
  ['a client certificate', VaultAuth.clientCertificate({ secretName: 's', role: 'r', mountPath: '/v1/auth/c' }), { clientCertificate: { secretName: 's', name: 'r', mountPath: '/v1/auth/c' } }],
  ['AWS, as the pod', VaultAuth.aws({ role: 'r', region: 'eu-central-1', serverIdHeader: 'vault', mountPath: '/v1/auth/a' }),
    { aws: { role: 'r', region: 'eu-central-1', vaultHeaderValue: 'vault', mountPath: '/v1/auth/a' } }],
  ['AWS, as a service account', VaultAuth.aws({ role: 'r', serviceAccount: { serviceAccount: 'sa', roleArn: 'arn', audiences: ['a'] } }),
    { aws: { role: 'r', iamRoleArn: 'arn', serviceAccountRef: { name: 'sa', audiences: ['a'] } } }],
])('cert-manager authenticates with %s', (_, auth, expected) => {
  expect(vaultOf({ auth }).auth).toEqual(expected);
});

test.each(REFUSED_PEM)('a CA bundle with %s is refused', (_, pem, message) => {
  expect(() => VaultCaBundle.pem(pem)).toThrow(`VaultCaBundle.pem(): the text ${message.startsWith('PEM') ? `its ${message}` : message}`);
});

test.each<[string, () => unknown, string]>([
  ['server', () => vaultOf({ server: '' }), 'IssuerType.vault(): server "" is empty'],
  ['path', () => vaultOf({ path: '' }), 'IssuerType.vault(): path "" is empty'],
  ['role', () => VaultAuth.serviceAccount({ role: '', serviceAccount: 'sa' }), 'VaultAuth.serviceAccount(): role "" is empty'],
  ['service account', () => VaultAuth.serviceAccount({ role: 'r', serviceAccount: '' }), 'VaultAuth.serviceAccount(): serviceAccount "" is empty'],
  ['role ID', () => VaultAuth.appRole({ path: 'p', roleId: '', secretId: ref }), 'VaultAuth.appRole(): roleId "" is empty'],
  ['role ARN', () => VaultAuth.aws({ role: 'r', serviceAccount: { serviceAccount: 'sa', roleArn: '' } }), 'VaultAuth.aws(): roleArn "" is empty'],
  ['name of a Secret', () => VaultAuth.token({ secretName: '', key: 'k' }), 'VaultAuth.token(): secretName "" is empty'],
])('an empty %s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
