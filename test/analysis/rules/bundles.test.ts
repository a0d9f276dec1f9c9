import { describeRule } from './rule-cases';
import { bundleTargetShared } from '../../../src/analysis/rules/bundle-target-shared';
import { bundleTrustsIntermediate } from '../../../src/analysis/rules/bundle-trusts-intermediate';
import { bundle, caCertificate, certificate, clusterIssuer, namespace, PlainObject } from '../objects';

const selfSigned = clusterIssuer({ selfSigned: {} }, 'self-signed');
const rootIssuer = clusterIssuer({ ca: { secretName: 'root-ca' } });
const intermediate = caCertificate({ secretName: 'intermediate', issuerRef: { name: 'ca', kind: 'ClusterIssuer' } }, { name: 'intermediate' });
const of = (secret: PlainObject): PlainObject => bundle({ sources: [{ inLine: 'a' }, { secret }] });

describeRule(bundleTrustsIntermediate, {
  'a source is the Secret of an intermediate': {
    objects: [rootIssuer, intermediate, of({ name: 'intermediate', key: 'tls.crt' })],
    names: ['roots', 'intermediate'],
    says: /spec\.sources\[1\]\.secret is the Secret "intermediate" of Certificate cert-manager\/intermediate, which is signed by another issuer/,
  },
  'a source is a CA from outside the cluster': {
    objects: [caCertificate({ issuerRef: { name: 'pca', kind: 'AWSPCAClusterIssuer', group: 'awspca.cert-manager.io' } }), of({ name: 'root-ca', key: 'tls.crt' })],
    names: ['roots', 'root'],
    says: /no root/,
  },
  'trust-manager reads from another namespace': {
    objects: [rootIssuer, { ...intermediate, metadata: { name: 'intermediate', namespace: 'trust' } }, of({ name: 'intermediate', key: 'tls.crt' })],
    context: { trustNamespace: 'trust' },
    names: ['roots', 'intermediate'],
    says: /no root/,
  },
}, {
  'a source is the Secret of a root': { objects: [selfSigned, caCertificate(), of({ name: 'root-ca', key: 'tls.crt' })] },
  'a source is the root in the Secret of an intermediate': { objects: [rootIssuer, intermediate, of({ name: 'intermediate', key: 'ca.crt' })] },
  'the issuer is not known': { objects: [intermediate, of({ name: 'intermediate', key: 'tls.crt' })] },
  'the Secret is in another namespace': { objects: [rootIssuer, { ...intermediate, metadata: { name: 'intermediate', namespace: 'shop' } }, of({ name: 'intermediate', key: 'tls.crt' })] },
});

const configMap = (name: string, ofNamespace = 'shop'): PlainObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: ofNamespace } });
const toSecrets = (target: PlainObject = {}): PlainObject => bundle({ target: { secret: { key: 'ca.crt' }, ...target } }, 'web-tls');
const selecting = (matchLabels: PlainObject): PlainObject => ({ namespaceSelector: { matchLabels } });

describeRule(bundleTargetShared, {
  'a Certificate writes the Secret too': { objects: [certificate(), toSecrets()], names: ['web-tls', 'web'], says: /writes the Secret "web-tls" to the namespace "shop", like Certificate shop\/web/ },
  'a ConfigMap has the name of the Bundle': { objects: [bundle(), configMap('roots')], names: ['roots', 'roots'], says: /writes the ConfigMap "roots"/ },
  'the namespace is selected by its labels': { objects: [namespace('shop', { mesh: 'yes' }), certificate(), toSecrets(selecting({ mesh: 'yes' }))], names: ['web-tls', 'web'], says: /Certificate shop\/web/ },
  'the namespace is selected by its name': { objects: [certificate(), toSecrets(selecting({ 'kubernetes.io/metadata.name': 'shop' }))], names: ['web-tls', 'web'], says: /Certificate shop\/web/ },
}, {
  'the names differ': { objects: [certificate(), bundle({ target: { secret: { key: 'ca.crt' } } })] },
  'the target is a ConfigMap': { objects: [certificate(), bundle({}, 'web-tls')] },
  'the namespace is not selected': { objects: [namespace('shop'), certificate(), toSecrets(selecting({ mesh: 'yes' }))] },
  'another namespace is selected by its name': { objects: [certificate(), toSecrets(selecting({ 'kubernetes.io/metadata.name': 'cart' }))] },
  'the labels of the namespace are not known': { objects: [certificate(), toSecrets(selecting({ mesh: 'yes' }))] },
  'the selector has expressions': { objects: [namespace('shop'), certificate(), toSecrets({ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] } })] },
});
