import { object, Schema, SECRET_KEY, TEXT, TEXTS } from '../schema';

const SERVICE_ACCOUNT = object({ name: TEXT, audiences: TEXTS }, 'name');

const VAULT_AUTH = object({
  appRole: object({ path: TEXT, roleId: TEXT, secretRef: SECRET_KEY }, 'path', 'roleId', 'secretRef'),
  aws: object({
    iamRoleArn: TEXT,
    mountPath: TEXT,
    region: TEXT,
    role: { type: 'string', minLength: 1 },
    serviceAccountRef: SERVICE_ACCOUNT,
    vaultHeaderValue: TEXT,
  }, 'role'),
  clientCertificate: object({ mountPath: TEXT, name: TEXT, secretName: TEXT }),
  kubernetes: object({ mountPath: TEXT, role: TEXT, secretRef: SECRET_KEY, serviceAccountRef: SERVICE_ACCOUNT }, 'role'),
  tokenSecretRef: SECRET_KEY,
});

/**
 * What the custom resource definition says about the values of an Issuer's or
 * ClusterIssuer's spec. ACME and Venafi have no use in a mesh and are counted,
 * not looked into.
 */
export const ISSUER_SPEC: Schema = object({
  acme: object({}),
  ca: object({ crlDistributionPoints: TEXTS, issuingCertificateURLs: TEXTS, ocspServers: TEXTS, secretName: TEXT }, 'secretName'),
  selfSigned: object({ crlDistributionPoints: TEXTS }),
  vault: object({
    auth: VAULT_AUTH,
    caBundle: TEXT,
    caBundleSecretRef: SECRET_KEY,
    clientCertSecretRef: SECRET_KEY,
    clientKeySecretRef: SECRET_KEY,
    namespace: TEXT,
    path: TEXT,
    server: TEXT,
    serverName: TEXT,
  }, 'auth', 'path', 'server'),
  venafi: object({}),
});
