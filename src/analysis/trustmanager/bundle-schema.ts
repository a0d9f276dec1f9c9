import { LABEL_SELECTOR } from '../label-selector';
import { BOOLEAN, object, oneOf, Schema, TEXT } from '../schema';

const NAME: Schema = { type: 'string', minLength: 1, maxLength: 253 };
const SOURCE = object({ includeAllKeys: BOOLEAN, key: NAME, name: NAME, selector: LABEL_SELECTOR });
const TEXTS_BY_KEY: Schema = { type: 'map', values: TEXT, minEntries: 1 };
const TARGET = object({ key: NAME, metadata: object({ annotations: TEXTS_BY_KEY, labels: TEXTS_BY_KEY }) }, 'key');

/** What the custom resource definition says about the values of a Bundle's spec. */
export const BUNDLE_SPEC: Schema = object({
  sources: {
    type: 'list',
    minItems: 1,
    maxItems: 100,
    items: object({ configMap: SOURCE, inLine: { type: 'string', minLength: 1, maxLength: 1_048_576 }, secret: SOURCE, useDefaultCAs: BOOLEAN }),
  },
  target: object({
    additionalFormats: object({
      jks: object({ key: NAME, password: { type: 'string', minLength: 1, maxLength: 128 } }, 'key'),
      pkcs12: object({
        key: NAME,
        password: { type: 'string', maxLength: 128 },
        profile: oneOf('LegacyRC2', 'LegacyDES', 'Modern2023'),
      }, 'key'),
    }),
    configMap: TARGET,
    namespaceSelector: LABEL_SELECTOR,
    secret: TARGET,
  }),
}, 'sources');
