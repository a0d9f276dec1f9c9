import { ValidObject } from '../case';
import { bundle, destinationRule, peerAuthentication, PlainObject, policy } from '../objects';

const BUNDLES: [name: string, spec: PlainObject][] = [
  ['a source is a Secret', {}],
  ['a source is a text', { sources: [{ inLine: '-----BEGIN CERTIFICATE-----' }] }],
  ['default CAs are a source', { sources: [{ useDefaultCAs: true }] }],
  ['default CAs may be refused beside another source', { sources: [{ useDefaultCAs: false }, { inLine: 'a' }] }],
  ['there are 100 sources', { sources: Array.from({ length: 100 }, () => ({ inLine: 'a' })) }],
  ['a selector may be empty', { sources: [{ configMap: { selector: {}, includeAllKeys: true } }] }],
  ['a selector has expressions', { sources: [{ secret: { selector: { matchExpressions: [{ key: 'a/b', operator: 'NotIn', values: [''] }] }, key: 'ca.crt' } }] }],
  ['a key may be given although not all keys are excluded', { sources: [{ secret: { name: 'root-ca', key: 'ca.crt', includeAllKeys: false } }] }],
  ['a Bundle reads another key of its own ConfigMap', { sources: [{ configMap: { name: 'roots', key: 'previous.crt' } }] }],
  ['a Bundle needs no target', { target: undefined }],
  ['both targets may have the same key', { target: { configMap: { key: 'ca.crt' }, secret: { key: 'ca.crt' } } }],
  ['a target has further formats', { target: { configMap: { key: 'ca.crt' }, additionalFormats: { jks: { key: 'a' }, pkcs12: { key: 'b', password: '' } } } }],
  ['a target has labels', { target: { configMap: { key: 'ca.crt', metadata: { labels: { team: 'shop' } } }, namespaceSelector: {} } }],
];
const POLICIES: [name: string, spec: PlainObject][] = [
  ['a policy is for every issuer', { selector: { issuerRef: {} } }],
  ['a policy is for some namespaces', { selector: { namespace: { matchNames: ['shop-*'], matchLabels: { team: 'shop' } } } }],
  ['a policy allows nothing', { allowed: {} }],
  ['a required list may be empty', { allowed: { dnsNames: { required: true, values: [] } } }],
  ['a required list has a rule', { allowed: { uris: { required: true, validations: [{ rule: "self.startsWith('spiffe://')" }] } } }],
  ['a required common name may be empty', { allowed: { commonName: { required: true, value: '' } } }],
  ['an other name has an object identifier', { allowed: { otherNames: [{ oid: '1.3.6.1.4.1.311.20.2.3', values: ['*'] }] } }],
  ['another attribute is none of the usual', { allowed: { subject: { otherAttributes: [{ oid: '0.9.2342.19200300.100.1.25', values: ['*'] }] } } }],
  ['the sizes of a key are equal', { constraints: { privateKey: { algorithm: 'RSA', minSize: 2048, maxSize: 2048 } } }],
  ['the sizes of a key are at the edge', { constraints: { privateKey: { minSize: 0, maxSize: 8192 } } }],
  ['the durations are equal', { constraints: { minDuration: '0s', maxDuration: '0s' } }],
];
const PEER_AUTHENTICATIONS: [name: string, spec: PlainObject][] = [
  ['a policy says nothing', {}],
  ['a namespace is strict', { mtls: { mode: 'STRICT' } }],
  ['a port is at the edge', { selector: { matchLabels: { app: 'web' } }, portLevelMtls: { 1: { mode: 'STRICT' }, 65535: {} } }],
  ['a label has 63 characters', { selector: { matchLabels: { app: 'a'.repeat(63) } }, mtls: { mode: 'UNSET' } }],
];

/** Bundles, policies and mesh rules at the edge of what is accepted. */
export const validPolicies: readonly ValidObject[] = [
  ...BUNDLES.map(([name, spec]) => ({ name, object: bundle(spec) })),
  ...POLICIES.map(([name, spec]) => ({ name, object: policy(spec) })),
  ...PEER_AUTHENTICATIONS.map(([name, spec]) => ({ name, object: peerAuthentication('web', spec) })),
  { name: 'a rule asks for mutual TLS', object: destinationRule('web', { host: 'web', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }) },
];
