import { describeRule } from './rule-cases';
import { bundleCertificateEnded } from '../../../src/analysis/rules/bundle-certificate-ended';
import { bundleSourceMissing } from '../../../src/analysis/rules/bundle-source-missing';
import { bundleSourceRefused } from '../../../src/analysis/rules/bundle-source-refused';
import { bundleWithoutCertificates } from '../../../src/analysis/rules/bundle-without-certificates';
import { INTERMEDIATE_PEM } from '../../pki/_chain';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { bundle, caCertificate, certificate, PlainObject } from '../objects';
import { configMap, rootCa, secret } from '../trust/objects';

const reading = (...sources: PlainObject[]): PlainObject => bundle({ sources });
const ofSecret = (key: string, name = 'root-ca'): PlainObject => reading({ secret: { name, key } });
const ofConfigMap = (key: string): PlainObject => reading({ configMap: { name: 'roots-of-2026', key } });

describeRule(bundleSourceMissing, {
  'the CA is in another namespace': {
    objects: [caCertificate({}, { namespace: 'pki' }), ofSecret('ca.crt')], names: ['roots', 'root'], says: /"root-ca" is read from the namespace "cert-manager", but Certificate pki\/root is in "pki"/,
  },
  'trust-manager reads from another namespace': { objects: [caCertificate(), ofSecret('ca.crt')], context: { trustNamespace: 'trust' }, names: ['roots', 'root'], says: /namespace "trust"/ },
  'the ConfigMap is in another namespace': {
    objects: [configMap('roots-of-2026', { a: ROOT_PEM }, 'shop'), ofConfigMap('a')], names: ['roots', 'roots-of-2026'], says: /ConfigMap shop\/roots-of-2026 is in "shop"/,
  },
  'cert-manager writes no such key': { objects: [...rootCa(), ofSecret('root.pem')], names: ['roots', 'root'], says: /\.key "root\.pem" is not in the Secret "root-ca", which has "tls\.crt", "tls\.key", "ca\.crt"/ },
  'the ConfigMap has no such key': { objects: [configMap('roots-of-2026', { b: ROOT_PEM }), ofConfigMap('a')], names: ['roots', 'roots-of-2026'], says: /which has "b"/ },
}, {
  'the CA is there': { objects: [...rootCa(), ofSecret('ca.crt')] },
  'the ConfigMap is there': { objects: [configMap('roots-of-2026', { a: ROOT_PEM }), ofConfigMap('a')] },
  'nothing is known of the source': { objects: [ofSecret('ca.crt'), configMap('other', { a: ROOT_PEM }, 'shop')] },
  'a leaf elsewhere has a Secret of that name': { objects: [certificate({ secretName: 'root-ca' }), ofSecret('ca.crt')] },
  'a ConfigMap elsewhere has that name and other keys': { objects: [configMap('roots-of-2026', { b: 'text' }, 'shop'), ofConfigMap('a')] },
  'something else fills the ConfigMap': { objects: [configMap('roots-of-2026', {}), ofConfigMap('a')] },
  'the Secret is copied from there': {
    objects: [caCertificate({ secretTemplate: { annotations: { 'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true' } } }, { namespace: 'pki' }), ofSecret('ca.crt')],
  },
  'another Bundle writes it': {
    objects: [configMap('roots-of-2026', { a: ROOT_PEM }, 'shop'), bundle({ sources: [{ inLine: ROOT_PEM }], target: { configMap: { key: 'a' } } }, 'roots-of-2026'), ofConfigMap('a')],
  },
});

const KEY = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';

describeRule(bundleSourceRefused, {
  'it contains a key': { objects: [reading({ inLine: ROOT_PEM + KEY })], names: ['roots'], says: /spec\.sources\[0\]\.inLine contains a PEM block "PRIVATE KEY"/ },
  'a ConfigMap contains something else': {
    objects: [configMap('roots-of-2026', { a: ROOT_PEM, b: KEY }), reading({ inLine: ROOT_PEM }, { configMap: { name: 'roots-of-2026', includeAllKeys: true } })],
    names: ['roots', 'roots-of-2026'],
    says: /spec\.sources\[1\]\.configMap "roots-of-2026" "b" in it contains/,
  },
  'it reads the key of a certificate': { objects: [...rootCa(), ofSecret('tls.key')], names: ['roots', 'root'], says: /reads "tls\.key", which holds the private key/ },
  'it reads all of a certificate': { objects: [...rootCa(), reading({ secret: { name: 'root-ca', includeAllKeys: true } })], names: ['roots', 'root'], says: /all keys are read/ },
  'it reads all of a TLS Secret': {
    objects: [secret('given', { 'tls.crt': ROOT_PEM }, 'cert-manager', 'kubernetes.io/tls'), reading({ secret: { name: 'given', includeAllKeys: true } })], names: ['roots', 'given'], says: /TLS Secret/,
  },
}, {
  'it contains certificates': { objects: [reading({ inLine: `# ours\n${ROOT_PEM}` }, { inLine: INTERMEDIATE_PEM })] },
  'only another key of the ConfigMap contains something else': { objects: [configMap('roots-of-2026', { a: ROOT_PEM, b: KEY }), ofConfigMap('a')] },
  'it reads the certificate': { objects: [...rootCa(), ofSecret('tls.crt')] },
  'it reads all of a Secret that is filled by hand': { objects: [secret('given', { a: ROOT_PEM }), reading({ secret: { name: 'given', includeAllKeys: true } })] },
});

describeRule(bundleCertificateEnded, {
  'its only certificate has ended': {
    objects: [reading({ inLine: ROOT_PEM })], context: { now: new Date('2200-01-01') }, names: ['roots'], says: /spec\.sources\[0\]\.inLine has a certificate that has ended, "\w+=.*" on \d{4}-\d\d-\d\d/,
  },
  'all in a ConfigMap have ended': {
    objects: [configMap('roots-of-2026', { a: ROOT_PEM + INTERMEDIATE_PEM }), ofConfigMap('a')], context: { now: new Date('2200-01-01') }, names: ['roots', 'roots-of-2026'], says: /2 certificates that have ended/,
  },
}, {
  'they have not': { objects: [reading({ inLine: ROOT_PEM })], context: { now: new Date('2026-06-15') } },
  'no certificate is shown': { objects: [...rootCa(), ofSecret('tls.crt')], context: { now: new Date('2200-01-01') } },
});

describeRule(bundleWithoutCertificates, {
  'nothing in it is PEM': { objects: [reading({ inLine: 'a' })], names: ['roots'], says: /spec\.sources contain no certificate/ },
  'all of it is indented': { objects: [reading({ inLine: ROOT_PEM.replace(/^/gm, '  ') }, { inLine: '' })], names: ['roots'], says: /no certificate/ },
}, {
  'one source has one': { objects: [reading({ inLine: 'a' }, { inLine: ROOT_PEM })] },
  'one source is not known': { objects: [reading({ inLine: 'a' }, { secret: { name: 'a', key: 'b' } })] },
  'there are public CAs': { objects: [reading({ inLine: 'a' }, { useDefaultCAs: true })] },
});
