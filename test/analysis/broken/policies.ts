import { BrokenObject } from '../case';
import { PlainObject, policy } from '../objects';

const allowed = (change: PlainObject): PlainObject => ({ allowed: change });
const key = (privateKey: PlainObject): PlainObject => ({ constraints: { privateKey } });

const REFUSED: [name: string, spec: PlainObject][] = [
  ['a policy has a selector', { selector: undefined }],
  ['a policy selects by issuer or namespace', { selector: {} }],
  ['a policy selects namespaces by valid keys', { selector: { namespace: { matchLabels: { '$%234': 'a' } } } }],
  ['a policy selects namespaces by valid values', { selector: { namespace: { matchLabels: { team: 'a b' } } } }],
  ['a required list has values', allowed({ dnsNames: { required: true } })],
  ['a required list of URIs has values', allowed({ uris: { required: true, validations: [] } })],
  ['a required common name has a value', allowed({ commonName: { required: true } })],
  ['a required organization has values', allowed({ subject: { organizations: { required: true } } })],
  ['a required serial number has a value', allowed({ subject: { serialNumber: { required: true } } })],
  ['a validation has a rule', allowed({ dnsNames: { validations: [{ message: 'a' }] } })],
  ['a rule is not empty', allowed({ dnsNames: { validations: [{ rule: '' }] } })],
  ['a rule is given once', allowed({ dnsNames: { validations: [{ rule: 'true' }, { rule: 'true' }] } })],
  ['an other name has an object identifier', allowed({ otherNames: [{ values: ['*'] }] })],
  ['an other name has a canonical object identifier', allowed({ otherNames: [{ oid: '1.03', values: ['*'] }] })],
  ['the arcs of an object identifier are not negative', allowed({ otherNames: [{ oid: '1.-3', values: ['*'] }] })],
  ['an other name is given once', allowed({ otherNames: [{ oid: '1.3' }, { oid: '1.3' }] })],
  ['a required other name has values', allowed({ otherNames: [{ oid: '1.3', required: true }] })],
  ['another attribute is not the common name', allowed({ subject: { otherAttributes: [{ oid: '2.5.4.3', values: ['*'] }] } })],
  ['another attribute has an object identifier', allowed({ subject: { otherAttributes: [{ oid: 'DC', values: ['*'] }] } })],
  ['a required attribute has values', allowed({ subject: { otherAttributes: [{ oid: '0.9.2342.19200300.100.1.25', required: true }] } })],
  ['a usage is known', allowed({ usages: ['mutual tls'] })],
  ['an algorithm is known', key({ algorithm: 'rsa' })],
  ['the size of a key is not negative', key({ minSize: -1 })],
  ['the size of a key is at most 8192', key({ maxSize: 8193 })],
  ['the largest key is not smaller than the smallest', key({ minSize: 4096, maxSize: 2048 })],
  ['an Ed25519 key has no largest size', key({ algorithm: 'Ed25519', maxSize: 2048 })],
  ['an Ed25519 key has no smallest size', key({ algorithm: 'Ed25519', minSize: 256 })],
  ['the longest duration is not shorter than the shortest', { constraints: { minDuration: '2h', maxDuration: '1h' } }],
  ['the longest duration is not negative', { constraints: { maxDuration: '-1h' } }],
  ['the shortest duration is not negative', { constraints: { minDuration: '-1h' } }],
  ['a duration is not in days', { constraints: { maxDuration: '90d' } }],
];

/** CertificateRequestPolicies that the API server or approver-policy's webhook refuses. */
export const brokenPolicies: readonly BrokenObject[] = REFUSED.map(([name, spec]) => ({ name, object: policy(spec), code: 'MTLS0402', alone: true }));
