import { Duration } from 'cdk8s';
import { optionsOf, valuesOf, varieties, variety, VarietyCase } from './case';
import { certmanager } from '../../src';
import { ROOT_PEM } from '../pki/certmanager/fixtures';

const {
  Certificate, ClusterIssuer, DistinguishedName, EcdsaCurve, Issuer, IssuerRef, IssuerScope, IssuerType, KeyUsage, OutputFormat,
  Pkcs12Profile, PrivateKey, PrivateKeyEncoding, Renewal, RotationPolicy, SignatureHash, VaultAuth, VaultCaBundle,
} = certmanager;

const secretKey = { secretName: 'vault', key: 'token' };
const issuer = IssuerRef.fromIssuerName('ca');
const window = { cron: '0 2 * * 6', duration: Duration.hours(4) };

const issuerRefs = {
  'an Issuer': IssuerRef.fromIssuerName('ca'),
  'a ClusterIssuer': IssuerRef.fromClusterIssuerName('ca'),
  'AWS Private CA': IssuerRef.awsPrivateCa('pca'),
  'AWS Private CA with limits': IssuerRef.awsPrivateCa('pca', { maxDuration: Duration.days(90) }),
  'AWS Private CA of the cluster': IssuerRef.awsPrivateCaCluster('pca'),
  'AWS Private CA of the cluster with limits': IssuerRef.awsPrivateCaCluster('pca', { maxDuration: Duration.days(90), caPathLength: 1 }),
  'Google CAS': IssuerRef.googleCas('cas'),
  'Google CAS of the cluster': IssuerRef.googleCasCluster('cas'),
  'step': IssuerRef.step('step'),
  'step of the cluster': IssuerRef.stepCluster('step'),
  'any other kind': IssuerRef.external({ name: 'origin', kind: 'OriginIssuer', group: 'cert-manager.k8s.cloudflare.com', scope: IssuerScope.NAMESPACE }),
};

const privateKeys = {
  ...Object.fromEntries(Object.entries(valuesOf<certmanager.EcdsaCurve>(EcdsaCurve)).map(([name, curve]) => [`ECDSA ${name}`, PrivateKey.ecdsa(curve)])),
  ...Object.fromEntries(Object.values(valuesOf<certmanager.PrivateKeyEncoding>(PrivateKeyEncoding)).map(encoding => [`ECDSA in ${encoding}`, PrivateKey.ecdsa(EcdsaCurve.P256, { encoding })])),
  ...Object.fromEntries(Object.values(valuesOf<certmanager.SignatureHash>(SignatureHash)).flatMap(signatureHash => [
    [`ECDSA with ${signatureHash}`, PrivateKey.ecdsa(EcdsaCurve.P384, { signatureHash })],
    [`RSA with ${signatureHash}`, PrivateKey.rsa(3072, { signatureHash })],
  ])),
  ...Object.fromEntries(Object.values(valuesOf<certmanager.RotationPolicy>(RotationPolicy)).map(rotationPolicy => [`rotated ${rotationPolicy}`, PrivateKey.rsa(2048, { rotationPolicy })])),
  'RSA of the greatest size': PrivateKey.rsa(8192, { encoding: PrivateKeyEncoding.PKCS8 }),
  'Ed25519': PrivateKey.ed25519(),
  'Ed25519, kept': PrivateKey.ed25519({ rotationPolicy: RotationPolicy.NEVER }),
};

const renewals = {
  'a fixed time before': Renewal.before(Duration.days(30)),
  'a fixed time before, in a window': Renewal.before(Duration.days(30), { windows: [window] }),
  'a percentage before': Renewal.beforePercentage(33),
  'a percentage before, in windows': Renewal.beforePercentage(33, { windows: [window, { ...window, timezone: 'Europe/Berlin' }] }),
  'the last third': Renewal.lastThird(),
  'the last third, in a window': Renewal.lastThird({ windows: [window] }),
  'never': Renewal.disabled(),
};

const distinguishedName = {
  commonName: 'web',
  organizations: ['Example'],
  organizationalUnits: ['Shop', 'Web'],
  countries: ['DE'],
  provinces: ['Berlin'],
  localities: ['Berlin'],
  streetAddresses: ['Unter den Linden 1'],
  postalCodes: ['10117'],
  serialNumber: '1',
};
const subjects = {
  'a common name': DistinguishedName.commonName('web'),
  'an RFC 4514 name': DistinguishedName.literal('CN=web,OU=shop,O=Example'),
  ...Object.fromEntries(Object.entries(optionsOf({}, distinguishedName)).map(([name, attributes]) => [name, DistinguishedName.of(attributes)])),
};

const nameLists = {
  dnsNames: ['web.shop.svc', '*.shop.svc'],
  uris: ['spiffe://prod.example.com/ns/shop/sa/web'],
  ipAddresses: ['10.0.0.1', 'fd00::1'],
  emailAddresses: ['team@example.com'],
  otherNames: [{ oid: '1.3.6.1.4.1.311.20.2.3', utf8Value: 'web@example.com' }],
};

const certificateOptions = {
  metadata: { name: 'web', namespace: 'payments', labels: { team: 'shop' } },
  secretName: 'web-tls',
  secretTemplate: { labels: { team: 'shop' }, annotations: { 'example.com/note': 'for the web' } },
  subject: DistinguishedName.commonName('web'),
  ...nameLists,
  duration: Duration.days(30),
  renewal: Renewal.before(Duration.days(10)),
  privateKey: PrivateKey.ecdsa(EcdsaCurve.P256),
  usages: [KeyUsage.DIGITAL_SIGNATURE, KeyUsage.SERVER_AUTH, KeyUsage.CLIENT_AUTH],
  encodeUsagesInRequest: false,
  keystores: { jks: { password: secretKey }, pkcs12: { password: secretKey } },
  additionalOutputFormats: [OutputFormat.DER, OutputFormat.COMBINED_PEM],
  revisionHistoryLimit: 3,
};

const keystores: Record<string, certmanager.Keystores> = {
  'none': {},
  'Java': { jks: { password: secretKey } },
  'Java with an alias': { jks: { password: secretKey, alias: 'web' } },
  'PKCS#12': { pkcs12: { password: secretKey } },
  ...Object.fromEntries(Object.values(valuesOf<certmanager.Pkcs12Profile>(Pkcs12Profile)).map(profile => [`PKCS#12, ${profile}`, { pkcs12: { password: secretKey, profile } }])),
};

const everyConstraint: certmanager.ConstrainedNames = {
  dnsDomains: ['example.com'], ipRanges: ['10.0.0.0/8'], emailAddresses: ['example.com'], uriDomains: ['prod.example.com'],
};
const nameConstraints: Record<string, certmanager.NameConstraints> = {
  'permitted names': { permitted: everyConstraint },
  'excluded names': { excluded: everyConstraint },
  'permitted and excluded names': { permitted: { dnsDomains: ['example.com'] }, excluded: { dnsDomains: ['test.example.com'] } },
  'names that need not be understood': { permitted: { uriDomains: ['prod.example.com'] }, critical: false },
};

const vaultAuths = {
  'a token': VaultAuth.token(secretKey),
  'an AppRole': VaultAuth.appRole({ path: 'approle', roleId: 'web', secretId: secretKey }),
  'a service account': VaultAuth.serviceAccount({ role: 'web', serviceAccount: 'vault' }),
  'a service account, with everything': VaultAuth.serviceAccount({ role: 'web', serviceAccount: 'vault', mountPath: '/v1/auth/shop', audiences: ['vault'] }),
  'the token of a service account': VaultAuth.serviceAccountToken({ role: 'web', token: secretKey }),
  'the token of a service account, mounted elsewhere': VaultAuth.serviceAccountToken({ role: 'web', token: secretKey, mountPath: '/v1/auth/shop' }),
  'a client certificate of its own': VaultAuth.clientCertificate({ secretName: 'vault-client', role: 'web', mountPath: '/v1/auth/shop' }),
  'AWS': VaultAuth.aws({ role: 'web' }),
  'AWS, with everything': VaultAuth.aws({
    role: 'web',
    region: 'eu-central-1',
    serverIdHeader: 'vault.example.com',
    mountPath: '/v1/auth/shop',
    serviceAccount: { serviceAccount: 'vault', roleArn: 'arn:aws:iam::123456789012:role/vault', audiences: ['vault'] },
  }),
  'AWS, as a service account': VaultAuth.aws({ role: 'web', serviceAccount: { serviceAccount: 'vault', roleArn: 'arn:aws:iam::123456789012:role/vault' } }),
};
const vault = { server: 'https://vault.example.com:8200', path: 'pki_int/sign/web', auth: VaultAuth.token(secretKey) };
const vaultOptions = {
  namespace: 'ns1',
  serverName: 'vault.example.com',
  caBundle: VaultCaBundle.pem(ROOT_PEM),
  clientCertificate: { certificate: { secretName: 'client', key: 'tls.crt' }, privateKey: { secretName: 'client', key: 'tls.key' } },
};

const issuerTypes = {
  'self-signed': IssuerType.selfSigned(),
  'self-signed with revocation lists': IssuerType.selfSigned({ crlDistributionPoints: ['http://pki.example.com/crl'] }),
  'CA': IssuerType.ca({ secretName: 'ca' }),
  ...Object.fromEntries(Object.entries(optionsOf({ secretName: 'ca' }, {
    ocspServers: ['http://pki.example.com/ocsp'],
    issuingCertificateUrls: ['http://pki.example.com/ca.crt'],
    crlDistributionPoints: ['http://pki.example.com/crl'],
  })).map(([name, options]) => [`CA, ${name}`, IssuerType.ca(options)])),
  ...Object.fromEntries(Object.entries(vaultAuths).map(([name, auth]) => [`Vault by ${name}`, IssuerType.vault({ ...vault, auth })])),
  ...Object.fromEntries(Object.entries(optionsOf(vault, vaultOptions)).map(([name, options]) => [`Vault, ${name}`, IssuerType.vault(options)])),
  'Vault with its CA in a Secret': IssuerType.vault({ ...vault, caBundle: VaultCaBundle.secret(secretKey) }),
  'Vault by the client certificate of the connection': IssuerType.vault({ ...vault, auth: VaultAuth.clientCertificate(), clientCertificate: vaultOptions.clientCertificate }),
};

/** Every branch of cert-manager's constructs. */
export function certManagerVariety(): VarietyCase[] {
  const leaf = { issuer, dnsNames: ['web.shop.svc'] };
  const authority = { metadata: { name: 'mesh', namespace: 'cert-manager' }, issuer, isCa: true, subject: DistinguishedName.commonName('mesh') };
  return [
    ...varieties('a certificate from', issuerRefs, (chart, from) => new Certificate(chart, 'web', { ...leaf, issuer: from })),
    ...varieties('a certificate with a key', privateKeys, (chart, privateKey) => new Certificate(chart, 'web', { ...leaf, privateKey })),
    ...varieties('a certificate renewed', renewals, (chart, renewal) => new Certificate(chart, 'web', { ...leaf, renewal })),
    ...varieties('a certificate for', subjects, (chart, subject) => new Certificate(chart, 'web', { ...leaf, subject })),
    ...varieties('a certificate with', optionsOf(leaf, certificateOptions), (chart, props) => new Certificate(chart, 'web', props)),
    ...varieties('a certificate with nothing but', nameLists, (chart, names) => {
      const [field] = Object.entries(nameLists).find(([, list]) => list === names)!;
      new Certificate(chart, 'web', { issuer, [field]: names });
    }),
    ...varieties('a certificate with a keystore', keystores, (chart, stores) => new Certificate(chart, 'web', { ...leaf, keystores: stores })),
    ...varieties('a certificate with a usage', valuesOf<certmanager.KeyUsage>(KeyUsage), (chart, usage) => {
      const authorityOnly = [KeyUsage.CERT_SIGN, KeyUsage.CRL_SIGN].includes(usage);
      new Certificate(chart, 'web', { ...(authorityOnly ? authority : leaf), usages: authorityOnly ? [...new Set([KeyUsage.CERT_SIGN, usage])] : [usage] });
    }),
    ...varieties('an authority confined to', nameConstraints, (chart, constraints) => new Certificate(chart, 'mesh', { ...authority, nameConstraints: constraints })),
    ...varieties('an authority with a key', { ECDSA: PrivateKey.ecdsa(EcdsaCurve.P384), RSA: PrivateKey.rsa(4096) },
      (chart, privateKey) => new Certificate(chart, 'mesh', { ...authority, privateKey })),
    variety('names that are added later', chart => {
      const certificate = new Certificate(chart, 'web', { issuer });
      certificate.addDnsNames('web.shop.svc');
      certificate.addUris('spiffe://prod.example.com/ns/shop/sa/web');
      certificate.addIpAddresses('10.0.0.1');
      certificate.addEmailAddresses('team@example.com');
      certificate.addOtherNames({ oid: '1.3.6.1.4.1.311.20.2.3', utf8Value: 'web@example.com' });
    }),
    ...varieties('an Issuer', issuerTypes, (chart, type) => new Issuer(chart, 'ca', { type })),
    ...varieties('a ClusterIssuer', issuerTypes, (chart, type) => new ClusterIssuer(chart, 'ca', { type })),
    ...varieties('issuers with limits and names', { both: IssuerType.ca({ secretName: 'ca' }) }, (chart, type) => {
      const limits = { maxDuration: Duration.days(90), caPathLength: 0 };
      const inNamespace = new Issuer(chart, 'ca', { metadata: { name: 'limited' }, type, limits });
      const inCluster = new ClusterIssuer(chart, 'cluster-ca', { metadata: { name: 'limited' }, type, limits });
      new Certificate(chart, 'web', { ...leaf, issuer: inNamespace, secretName: 'web-1', duration: Duration.days(90) });
      new Certificate(chart, 'db', { ...leaf, issuer: inCluster, secretName: 'web-2', duration: Duration.days(60) });
    }),
  ];
}
