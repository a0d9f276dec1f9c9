import { ValidObject } from '../case';
import { clusterIssuer, issuer, vault } from '../objects';


/** Some CA of Vault: only that it can be read matters. */
const CA_BUNDLE = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUFIACWDwDVYSKrFKQK2r6Xaqe5VYwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFdmF1bHQwHhcNMjYxMTIzMjI1MTA2WhcNMzYxMTIwMjI1MTA2
WjAQMQ4wDAYDVQQDDAV2YXVsdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB44
oV7hQ5CzWe4a/jD0Gh5lKiJ2NDwl7fuaezAyzxbBjVX1c3dqo9CKeiqWpA54WqQF
uLvniUPBB7xobd0rB7ijUzBRMB0GA1UdDgQWBBTguVSeQbcx/p9FyqztwUaIQfCX
YjAfBgNVHSMEGDAWgBTguVSeQbcx/p9FyqztwUaIQfCXYjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQDe3RETtTKec4Bva1MA2/zSFoXbaOdIT8dr
+TVksfusOQIgBIhqUujYrrvrB12AOr1WR/pnDMcnz42+ndOMlNdv8P4=
-----END CERTIFICATE-----
`;

const ACCEPTED: [name: string, spec: unknown][] = [
  ['a self-signed issuer has nothing to say', { selfSigned: {} }],
  ['a self-signed issuer has distribution points', { selfSigned: { crlDistributionPoints: ['http://pki.example.com/crl'] } }],
  ['a CA issuer names its Secret', { ca: { secretName: 'ca' } }],
  ['a CA issuer has OCSP servers', { ca: { secretName: 'ca', ocspServers: ['http://pki.example.com/ocsp'], issuingCertificateURLs: ['http://pki.example.com'] } }],
  ['a Vault issuer has a token', vault()],
  ['a Vault issuer has two ways to authenticate', vault({
    auth: { tokenSecretRef: { name: 'token' }, kubernetes: { role: 'web', serviceAccountRef: { name: 'web' } } },
  })],
  ['a Vault issuer has a CA bundle', vault({ caBundle: Buffer.from(CA_BUNDLE).toString('base64') })],
  ['a CA bundle of Vault is in a Secret', vault({ caBundleSecretRef: { name: 'ca' } })],
  ['the path of a Vault issuer has dots', vault({ path: 'pki/sign/web..shop' })],
  ['a Vault issuer has the tokens of a service account', vault({ auth: { kubernetes: { role: 'web', serviceAccountRef: { name: 'web', audiences: ['vault'] } } } })],
  ['a Vault issuer has a token of Kubernetes in a Secret', vault({ auth: { kubernetes: { role: 'web', secretRef: { name: 'token', key: 'token' } } } })],
  ['a Vault issuer has an AppRole', vault({ auth: { appRole: { path: '', roleId: 'web', secretRef: { name: 'role', key: 'id' } } } })],
  ['a Vault issuer has a client certificate', vault({
    auth: { clientCertificate: {} }, clientCertSecretRef: { name: 'client' }, clientKeySecretRef: { name: 'client' },
  })],
  ['a Vault issuer has an AWS role', vault({ auth: { aws: { role: 'web' } } })],
  ['a Vault issuer has an AWS service account', vault({ auth: { aws: { role: 'web', serviceAccountRef: { name: 'web' }, iamRoleArn: 'arn:aws:iam::1:role/web' } } })],
];

/** Issuers at the edge of what cert-manager accepts. */
export const validIssuers: readonly ValidObject[] = [
  ...ACCEPTED.map(([name, spec]) => ({ name, object: issuer(spec) })),
  { name: 'a ClusterIssuer has a CA', object: clusterIssuer({ ca: { secretName: 'ca' } }) },
];
