import { isFields } from '../analysis/fields';
import { didYouMean } from '../core/suggestion';
import { usageError } from '../core/usage-error';
import type { ClusterSettings } from '../inspection';

/** What `properties` of the plugin may hold: the options of `cdk8s-mtls check`. */
export interface ValidationProperties extends ClusterSettings {
  /** The severity from which on synthesis fails. @default error */
  readonly failOn?: 'error' | 'warning' | 'never';
  /** The day with which end dates are compared. @default - SOURCE_DATE_EPOCH, else now */
  readonly now?: string;
}

interface Form {
  readonly isMet: (value: unknown) => boolean;
  readonly wanted: string;
}

const TEXT: Form = { isMet: value => typeof value === 'string' && value !== '', wanted: 'a text' };
const TEXTS: Form = { isMet: value => Array.isArray(value) && value.every(TEXT.isMet), wanted: 'a list of texts' };
const FLAG: Form = { isMet: value => typeof value === 'boolean', wanted: 'true or false' };

const FORMS: Readonly<Record<keyof ValidationProperties, Form>> = {
  failOn: { isMet: value => value === 'error' || value === 'warning' || value === 'never', wanted: 'error, warning or never' },
  now: { isMet: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)), wanted: 'a date in quotes, for example "2027-01-31"' },
  meshConfig: TEXT,
  rootNamespace: TEXT,
  trustDomain: TEXT,
  trustDomainAliases: TEXTS,
  autoMtls: FLAG,
  clusterDomain: TEXT,
  clusterResourceNamespace: TEXT,
  trustNamespace: TEXT,
  enrolled: TEXTS,
};

/** The properties as cdk8s.yaml has them. Throws if one of them is none, or not as it must be. */
export function propertiesOf(given: unknown): ValidationProperties {
  const call = 'cdk8s.yaml, properties of MtlsValidation';
  if (!isFields(given)) {
    throw usageError(undefined, call, 'they are not named values', 'Write for example "failOn: warning" below "properties:".');
  }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(FORMS, name)) {
      throw usageError(undefined, `${call}: ${JSON.stringify(name)}`, 'there is no such property', `There are ${Object.keys(FORMS).join(', ')}.${didYouMean(name, Object.keys(FORMS))}`);
    }
    const { isMet, wanted } = FORMS[name as keyof ValidationProperties];
    if (!isMet(value)) {
      throw usageError(undefined, `${call}: ${name} ${JSON.stringify(value)}`, `this is not ${wanted}`, `Write ${wanted}.`);
    }
  }
  return given;
}
