import { KEY_USAGES } from '../certmanager/certificate-schema';
import { BOOLEAN, INTEGER, object, oneOf, Schema, TEXT, TEXT_MAP, TEXTS } from '../schema';

const VALIDATIONS: Schema = { type: 'list', items: object({ message: TEXT, rule: TEXT }, 'rule') };
const ALLOWED_TEXT = object({ required: BOOLEAN, validations: VALIDATIONS, value: TEXT });
const ALLOWED_TEXTS = object({ required: BOOLEAN, validations: VALIDATIONS, values: TEXTS });
const ALLOWED_BY_OID: Schema = { type: 'list', items: object({ oid: TEXT, required: BOOLEAN, validations: VALIDATIONS, values: TEXTS }, 'oid') };

/** The lists of names that a policy allows. */
export const NAME_LISTS = ['dnsNames', 'ipAddresses', 'uris', 'emailAddresses'] as const;
/** The lists of subject attributes that a policy allows. */
export const SUBJECT_LISTS = ['organizations', 'countries', 'organizationalUnits', 'localities', 'provinces', 'streetAddresses', 'postalCodes'] as const;

/** What the custom resource definition says about the values of a CertificateRequestPolicy's spec. */
export const POLICY_SPEC: Schema = object({
  allowed: object({
    ...Object.fromEntries(NAME_LISTS.map(list => [list, ALLOWED_TEXTS])),
    commonName: ALLOWED_TEXT,
    isCA: BOOLEAN,
    otherNames: ALLOWED_BY_OID,
    subject: object({
      ...Object.fromEntries(SUBJECT_LISTS.map(list => [list, ALLOWED_TEXTS])),
      otherAttributes: ALLOWED_BY_OID,
      serialNumber: ALLOWED_TEXT,
    }),
    usages: { type: 'list', items: oneOf(...KEY_USAGES) },
  }),
  constraints: object({
    maxDuration: TEXT,
    minDuration: TEXT,
    privateKey: object({ algorithm: oneOf('RSA', 'ECDSA', 'Ed25519'), maxSize: INTEGER, minSize: INTEGER }),
  }),
  plugins: { type: 'map', values: object({ values: TEXT_MAP }) },
  selector: object({
    issuerRef: object({ group: TEXT, kind: TEXT, name: TEXT }),
    namespace: object({ matchLabels: TEXT_MAP, matchNames: TEXTS }),
  }),
}, 'selector');
