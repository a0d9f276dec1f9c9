import { BrokenObject } from '../case';
import { clusterIssuer, issuer, PlainObject, vault } from '../objects';

const kubernetes = (change: PlainObject): PlainObject => vault({ auth: { kubernetes: { role: 'web', serviceAccountRef: { name: 'web' }, ...change } } });
const aws = (change: PlainObject): PlainObject => vault({ auth: { aws: { role: 'web', ...change } } });

const REFUSED: [name: string, spec: unknown][] = [
  ['an issuer has a spec', undefined],
  ['an issuer has a type', {}],
  ['an issuer has one type', { selfSigned: {}, ca: { secretName: 'root-ca' } }],
  ['an ACME issuer is no CA issuer', {
    ca: { secretName: 'root-ca' },
    acme: { server: 'https://acme.example.com', privateKeySecretRef: { name: 'account' } },
  }],
  ['a CA issuer names its Secret', { ca: {} }],
  ['a CA issuer names its Secret by a name that is not empty', { ca: { secretName: '' } }],
  ['the URL of an OCSP server is not empty', { ca: { secretName: 'root-ca', ocspServers: [''] } }],
  ['the URL of an issuing certificate is not empty', { ca: { secretName: 'root-ca', issuingCertificateURLs: ['http://pki.example.com', ''] } }],
  ['the distribution points are a list', { selfSigned: { crlDistributionPoints: 'http://pki.example.com' } }],
  ['a Vault issuer has a server', vault({ server: undefined })],
  ['the server of a Vault issuer is not empty', vault({ server: '' })],
  ['a Vault issuer has a path', vault({ path: undefined })],
  ['the path of a Vault issuer is not empty', vault({ path: '' })],
  ['the path of a Vault issuer has no ".."', vault({ path: 'pki/../secret' })],
  ['the CA bundle of Vault is base64', vault({ caBundle: 'not base64!' })],
  ['the CA bundle of Vault has a certificate', vault({ caBundle: Buffer.from('no certificate').toString('base64') })],
  ['a CA bundle of Vault is not empty', vault({ caBundle: '' })],
  ['a CA bundle of Vault is in one place', vault({ caBundle: 'bm8gY2VydGlmaWNhdGU=', caBundleSecretRef: { name: 'ca' } })],
  ['a client certificate of Vault has a key', vault({ clientCertSecretRef: { name: 'client' } })],
  ['a client key of Vault has a certificate', vault({ clientKeySecretRef: { name: 'client' } })],
  ['a Vault issuer has a way to authenticate', vault({ auth: {} })],
  ['a Vault issuer has authentication', vault({ auth: undefined })],
  ['an AppRole has a role', vault({ auth: { appRole: { path: 'approle', roleId: '', secretRef: { name: 'role' } } } })],
  ['an AppRole has a path', vault({ auth: { appRole: { roleId: 'web', secretRef: { name: 'role' } } } })],
  ['an AppRole has a secret', vault({ auth: { appRole: { path: 'approle', roleId: 'web', secretRef: { name: '' } } } })],
  ['the path of an AppRole has no ".."', vault({ auth: { appRole: { path: '../approle', roleId: 'web', secretRef: { name: 'role' } } } })],
  ['the path of a client certificate has no ".."', vault({ auth: { clientCertificate: { mountPath: '/v1/auth/..', name: 'web' } } })],
  ['Kubernetes authentication has a role', kubernetes({ role: '' })],
  ['the path of Kubernetes authentication has no ".."', kubernetes({ mountPath: '/v1/../kubernetes' })],
  ['Kubernetes authentication has a service account', kubernetes({ serviceAccountRef: undefined })],
  ['Kubernetes authentication has one source of tokens', kubernetes({ secretRef: { name: 'token' } })],
  ['the service account of Kubernetes authentication has a name', kubernetes({ serviceAccountRef: { name: '' } })],
  ['AWS authentication has a role', aws({ role: '' })],
  ['the path of AWS authentication has no ".."', aws({ mountPath: 'aws/..' })],
  ['an AWS service account has an IAM role', aws({ serviceAccountRef: { name: 'web' } })],
  ['the service account of AWS authentication has a name', aws({ serviceAccountRef: { name: '' }, iamRoleArn: 'arn:aws:iam::1:role/web' })],
];

/** Issuers that the API server or cert-manager's webhook refuses. */
export const brokenIssuers: readonly BrokenObject[] = [
  ...REFUSED.map(([name, spec]) => ({ name, object: withoutSpec(issuer(spec)), code: 'MTLS0202', alone: true })),
  ...REFUSED.slice(0, 6).map(([name, spec]) => ({ name: `${name}, also for the cluster`, object: withoutSpec(clusterIssuer(spec)), code: 'MTLS0203', alone: true })),
];

/** The object as JSON has it: without a spec that is undefined. */
function withoutSpec(object: PlainObject): PlainObject {
  return JSON.parse(JSON.stringify(object)) as PlainObject;
}
