import { describeRule } from './rule-cases';
import { caKeyInMesh } from '../../../src/analysis/rules/ca-key-in-mesh';
import { caRotationPolicyImplicit } from '../../../src/analysis/rules/ca-rotation-policy-implicit';
import { caWithExtendedUsages } from '../../../src/analysis/rules/ca-with-extended-usages';
import { caWithoutSubject } from '../../../src/analysis/rules/ca-without-subject';
import { certSignWithoutCa } from '../../../src/analysis/rules/cert-sign-without-ca';
import { issuerSignsWithLeaf } from '../../../src/analysis/rules/issuer-signs-with-leaf';
import { caCertificate, certificate, clusterIssuer, issuer, namespace } from '../objects';

const selfSigned = clusterIssuer({ selfSigned: {} }, 'self-signed');

describeRule(caRotationPolicyImplicit, {
  'a CA says nothing about its key': { objects: [caCertificate({ privateKey: undefined })], names: ['root'], says: /rotationPolicy is not set/ },
  'a CA says only how long its key is': { objects: [caCertificate({ privateKey: { size: 4096 } })], names: ['root'], says: /rotationPolicy is not set/ },
}, {
  'a CA replaces its key': { objects: [caCertificate()] },
  'a CA keeps its key': { objects: [caCertificate({ privateKey: { rotationPolicy: 'Never' } })] },
  'a leaf says nothing': { objects: [certificate()] },
});

describeRule(caWithoutSubject, {
  'a self-signed CA has a DNS name only': { objects: [selfSigned, caCertificate({ commonName: undefined, dnsNames: ['root'] })], names: ['root'], says: /neither commonName nor subject/ },
  'its subject is empty': { objects: [selfSigned, caCertificate({ commonName: '', subject: { organizations: [] }, dnsNames: ['root'] })], names: ['root'], says: /neither/ },
}, {
  'it has a common name': { objects: [selfSigned, caCertificate()] },
  'it has an organization': { objects: [selfSigned, caCertificate({ commonName: undefined, subject: { organizations: ['Example'] } })] },
  'it has a literal subject': { objects: [selfSigned, caCertificate({ commonName: undefined, literalSubject: 'CN=root' })] },
  'it has a serial number': { objects: [selfSigned, caCertificate({ commonName: undefined, subject: { serialNumber: '1' } })] },
  'a self-signed leaf has a DNS name only': { objects: [selfSigned, certificate({ commonName: undefined, dnsNames: ['web'], issuerRef: { name: 'self-signed', kind: 'ClusterIssuer' } })] },
  'the issuer is not known': { objects: [caCertificate({ commonName: undefined, dnsNames: ['root'] })] },
});

describeRule(issuerSignsWithLeaf, {
  'an Issuer names the Secret of a leaf': { objects: [certificate(), issuer({ ca: { secretName: 'web-tls' } })], names: ['web', 'ca'], says: /is not a CA, but Issuer shop\/ca signs with its Secret/ },
  'a ClusterIssuer names the Secret of a leaf': { objects: [certificate({}, { namespace: 'cert-manager' }), clusterIssuer({ ca: { secretName: 'web-tls' } })], names: ['web', 'ca'], says: /ClusterIssuer ca/ },
}, {
  'the certificate is a CA': { objects: [caCertificate(), clusterIssuer({ ca: { secretName: 'root-ca' } })] },
  'the leaf is in another namespace': { objects: [certificate(), clusterIssuer({ ca: { secretName: 'web-tls' } })] },
});

describeRule(caKeyInMesh, {
  'the namespace is injected': { objects: [caCertificate({}, { namespace: 'shop' }), namespace('shop', { 'istio-injection': 'enabled' })], names: ['root', 'shop'], says: /"shop", which is enrolled in a mesh by istio-injection=enabled/ },
  'the namespace has a revision': { objects: [caCertificate({}, { namespace: 'shop' }), namespace('shop', { 'istio.io/rev': 'canary' })], names: ['root', 'shop'], says: /istio\.io\/rev=canary/ },
  'the namespace is ambient': { objects: [caCertificate({}, { namespace: 'shop' }), namespace('shop', { 'istio.io/dataplane-mode': 'ambient' })], names: ['root', 'shop'], says: /ambient/ },
  'the namespace is in Linkerd': {
    objects: [caCertificate({}, { namespace: 'shop' }), { ...namespace('shop'), metadata: { name: 'shop', annotations: { 'linkerd.io/inject': 'enabled' } } }],
    names: ['root', 'shop'],
    says: /linkerd\.io\/inject=enabled/,
  },
}, {
  'the namespace is not enrolled': { objects: [caCertificate(), namespace('cert-manager')] },
  'injection is disabled, which wins over the revision': { objects: [caCertificate({}, { namespace: 'shop' }), namespace('shop', { 'istio-injection': 'disabled', 'istio.io/rev': 'canary' })] },
  'a leaf is in the mesh': { objects: [certificate(), namespace('shop', { 'istio-injection': 'enabled' })] },
  'the namespace is not among the objects': { objects: [caCertificate({}, { namespace: 'shop' })] },
});

describeRule(certSignWithoutCa, {
  'a leaf signs certificates': { objects: [certificate({ usages: ['digital signature', 'cert sign'] })], names: ['web'], says: /"cert sign", but is not a CA/ },
}, {
  'a CA signs certificates': { objects: [caCertificate({ usages: ['cert sign'] })] },
  'a CA says nothing, because cert-manager adds it': { objects: [caCertificate({ usages: ['digital signature'] })] },
  'a leaf does not': { objects: [certificate({ usages: ['digital signature'] })] },
});

describeRule(caWithExtendedUsages, {
  'a CA is for servers': { objects: [caCertificate({ usages: ['cert sign', 'server auth'] })], names: ['root'], says: /the extended usage "server auth", which limits/ },
  'a CA is for both': { objects: [caCertificate({ usages: ['cert sign', 'server auth', 'client auth'] })], names: ['root'], says: /the extended usages "server auth", "client auth", which limit / },
}, {
  'a CA has none': { objects: [caCertificate({ usages: ['cert sign', 'crl sign', 'digital signature'] })] },
  'a leaf has them': { objects: [certificate({ usages: ['server auth', 'client auth'] })] },
});
