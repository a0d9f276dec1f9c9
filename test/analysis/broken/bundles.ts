import { BrokenObject } from '../case';
import { bundle, PlainObject } from '../objects';

const source = (...sources: PlainObject[]): PlainObject => ({ sources });
const secret = (reference: PlainObject): PlainObject => source({ secret: reference });
const target = (change: PlainObject): PlainObject => ({ target: { configMap: { key: 'ca.crt' }, ...change } });

const REFUSED: [name: string, spec: PlainObject][] = [
  ['a Bundle has sources', { sources: undefined }],
  ['a Bundle has at least one source', source()],
  ['a Bundle has at most 100 sources', source(...Array.from({ length: 101 }, () => ({ inLine: 'a' })))],
  ['a source has something in it', source({})],
  ['a source is one thing', source({ inLine: 'a', useDefaultCAs: true })],
  ['a source is a ConfigMap or a Secret', source({ configMap: { name: 'a', key: 'b' }, secret: { name: 'a', key: 'b' } })],
  ['an inline source is not empty', source({ inLine: '' })],
  ['a Bundle does not consist of no default CAs', source({ useDefaultCAs: false })],
  ['the default CAs are asked for once', source({ useDefaultCAs: true }, { useDefaultCAs: true })],
  ['the default CAs are asked for once, also if not wanted', source({ useDefaultCAs: true }, { useDefaultCAs: false })],
  ['a Secret has a name or a selector', secret({ key: 'ca.crt' })],
  ['a Secret has not both a name and a selector', secret({ name: 'a', selector: {}, key: 'ca.crt' })],
  ['a Secret has a key', secret({ name: 'a' })],
  ['a Secret has a key if not all are included', secret({ name: 'a', includeAllKeys: false })],
  ['a Secret has not both a key and all keys', secret({ name: 'a', key: 'ca.crt', includeAllKeys: true })],
  ['the name of a Secret is not empty', secret({ name: '', key: 'ca.crt' })],
  ['the key of a Secret is not empty', secret({ name: 'a', key: '' })],
  ['a ConfigMap has a name or a selector', source({ configMap: { key: 'ca.crt' } })],
  ['a ConfigMap has not both a name and a selector', source({ configMap: { name: 'a', selector: {}, key: 'ca.crt' } })],
  ['a ConfigMap has a key', source({ configMap: { name: 'a' } })],
  ['a ConfigMap has not both a key and all keys', source({ configMap: { name: 'a', key: 'b', includeAllKeys: true } })],
  ['a selector has a known operator', secret({ key: 'a', selector: { matchExpressions: [{ key: 'a', operator: 'Is', values: ['b'] }] } })],
  ['In has values', secret({ key: 'a', selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } })],
  ['Exists has no values', secret({ key: 'a', selector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } })],
  ['an expression has a label key', secret({ key: 'a', selector: { matchExpressions: [{ key: '-a', operator: 'Exists' }] } })],
  ['an expression has label values', secret({ key: 'a', selector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['a b'] }] } })],
  ['a selector has label values', secret({ key: 'a', selector: { matchLabels: { app: 'a b' } } })],
  ['a target has a ConfigMap or a Secret', { target: {} }],
  ['a target has a key', { target: { configMap: {} } }],
  ['a target key is not empty', { target: { secret: { key: '' } } }],
  ['a Bundle does not read its own ConfigMap', source({ configMap: { name: 'roots', key: 'ca.crt' } })],
  ['a Bundle does not read its own Secret', { ...secret({ name: 'roots', key: 'ca.crt' }), target: { secret: { key: 'ca.crt' } } }],
  ['additional formats are some', target({ additionalFormats: {} })],
  ['a JKS store has a key of its own', target({ additionalFormats: { jks: { key: 'ca.crt' } } })],
  ['a PKCS#12 store has a key of its own', target({ additionalFormats: { jks: { key: 'a' }, pkcs12: { key: 'a' } } })],
  ['a PKCS#12 store has not the key of the Secret', { target: { secret: { key: 'ca.crt' }, additionalFormats: { pkcs12: { key: 'ca.crt' } } } }],
  ['a JKS store has a password', target({ additionalFormats: { jks: { key: 'a', password: '' } } })],
  ['a PKCS#12 store has a known profile', target({ additionalFormats: { pkcs12: { key: 'a', profile: 'Modern2026' } } })],
  ['the annotations of a target are not those of trust-manager', { target: { configMap: { key: 'a', metadata: { annotations: { 'trust.cert-manager.io/hash': 'a' } } } } }],
  ['the labels of a target are not those of trust-manager', { target: { secret: { key: 'a', metadata: { labels: { 'trust-manager.io/bundle': 'a' } } } } }],
  ['the labels of a target have valid values', { target: { configMap: { key: 'a', metadata: { labels: { team: 'a b' } } } } }],
  ['the annotations of a target have valid keys', { target: { configMap: { key: 'a', metadata: { annotations: { 'a b': 'a' } } } } }],
  ['the metadata of a target has not empty labels', { target: { configMap: { key: 'a', metadata: { labels: {} } } } }],
  ['namespaces are selected by label values', target({ namespaceSelector: { matchLabels: { team: 'a b' } } })],
];

/** Bundles that the API server or trust-manager's webhook refuses. */
export const brokenBundles: readonly BrokenObject[] = REFUSED.map(([name, spec]) => ({ name, object: bundle(spec), code: 'MTLS0401', alone: true }));
