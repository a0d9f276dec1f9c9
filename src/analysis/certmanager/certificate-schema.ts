import { BOOLEAN, INT32, INTEGER, object, oneOf, Schema, SECRET_KEY, TEXT, TEXT_MAP, TEXTS } from '../schema';

/** Every key usage that cert-manager knows. */
export const KEY_USAGES = [
  'signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement', 'data encipherment',
  'cert sign', 'crl sign', 'encipher only', 'decipher only', 'any', 'server auth', 'client auth', 'code signing',
  'email protection', 's/mime', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'timestamping', 'ocsp signing',
  'microsoft sgc', 'netscape sgc',
] as const;

const NAME_CONSTRAINTS = object({ dnsDomains: TEXTS, ipRanges: TEXTS, emailAddresses: TEXTS, uriDomains: TEXTS });

/** What the custom resource definition says about the values of a Certificate's spec. */
export const CERTIFICATE_SPEC: Schema = object({
  additionalOutputFormats: { type: 'list', items: object({ type: oneOf('DER', 'CombinedPEM') }, 'type') },
  commonName: TEXT,
  dnsNames: TEXTS,
  duration: TEXT,
  emailAddresses: TEXTS,
  encodeUsagesInRequest: BOOLEAN,
  ipAddresses: TEXTS,
  isCA: BOOLEAN,
  issuerRef: object({ group: TEXT, kind: TEXT, name: TEXT }, 'name'),
  keystores: object({
    jks: object({ alias: TEXT, create: BOOLEAN, password: TEXT, passwordSecretRef: SECRET_KEY }, 'create'),
    pkcs12: object({
      create: BOOLEAN,
      password: TEXT,
      passwordSecretRef: SECRET_KEY,
      profile: oneOf('LegacyRC2', 'LegacyDES', 'Modern2023', 'Modern2026'),
    }, 'create'),
  }),
  literalSubject: TEXT,
  nameConstraints: object({ critical: BOOLEAN, excluded: NAME_CONSTRAINTS, permitted: NAME_CONSTRAINTS }),
  otherNames: { type: 'list', items: object({ oid: TEXT, utf8Value: TEXT }) },
  privateKey: object({
    algorithm: oneOf('RSA', 'ECDSA', 'Ed25519'),
    encoding: oneOf('PKCS1', 'PKCS8'),
    rotationPolicy: oneOf('Never', 'Always'),
    size: INTEGER,
  }),
  renewBefore: TEXT,
  renewBeforePercentage: INT32,
  renewal: object({
    policy: oneOf('RenewBefore', 'Disabled'),
    windows: {
      type: 'list',
      items: object({
        cron: { type: 'string', minLength: 1 },
        timezone: { type: 'string', minLength: 1 },
        windowDuration: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(s|m|h))+$/ },
      }, 'cron', 'windowDuration'),
    },
  }),
  revisionHistoryLimit: INT32,
  secretName: TEXT,
  secretTemplate: object({ annotations: TEXT_MAP, labels: TEXT_MAP }),
  signatureAlgorithm: oneOf(
    'SHA256WithRSA', 'SHA384WithRSA', 'SHA512WithRSA', 'ECDSAWithSHA256', 'ECDSAWithSHA384', 'ECDSAWithSHA512', 'PureEd25519',
  ),
  subject: object({
    countries: TEXTS,
    localities: TEXTS,
    organizationalUnits: TEXTS,
    organizations: TEXTS,
    postalCodes: TEXTS,
    provinces: TEXTS,
    serialNumber: TEXT,
    streetAddresses: TEXTS,
  }),
  uris: TEXTS,
  usages: { type: 'list', items: oneOf(...KEY_USAGES) },
}, 'issuerRef', 'secretName');
