import { isFields } from '../analysis/fields';
import { didYouMean } from '../core/suggestion';
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

/** What is wrong with the properties, and what to write instead. */
export interface Misconfiguration {
  readonly problem: string;
  readonly fix: string;
}

/** The properties as cdk8s.yaml has them, or why they are of no use. */
export function propertiesOf(given: unknown): ValidationProperties | Misconfiguration {
  if (!isFields(given)) {
    return { problem: 'The properties of MtlsValidation are not named values', fix: 'Write for example "failOn: warning" below "properties:".' };
  }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(FORMS, name)) {
      const names = Object.keys(FORMS);
      return { problem: `MtlsValidation has no property ${JSON.stringify(name)}`, fix: `Write one of ${names.join(', ')}.${didYouMean(name, names)}` };
    }
    const { isMet, wanted } = FORMS[name as keyof ValidationProperties];
    if (!isMet(value)) {
      return { problem: `The property ${name} of MtlsValidation is ${JSON.stringify(value)}, not ${wanted}`, fix: `Write ${wanted}.` };
    }
  }
  return given;
}
