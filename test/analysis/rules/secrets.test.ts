import { describeRule } from './rule-cases';
import { issuerOfOtherKind } from '../../../src/analysis/rules/issuer-of-other-kind';
import { issuerSecretElsewhere } from '../../../src/analysis/rules/issuer-secret-elsewhere';
import { secretSharedByCertificates } from '../../../src/analysis/rules/secret-shared-by-certificates';
import { secretWrittenByCertificate } from '../../../src/analysis/rules/secret-written-by-certificate';
import { caCertificate, certificate, clusterIssuer, issuer, PlainObject } from '../objects';

const secret = (name: string, namespace: string): PlainObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } });
const ca = { ca: { secretName: 'root-ca' } };

describeRule(secretSharedByCertificates, {
  'two Certificates of a namespace name one Secret': {
    objects: [certificate(), certificate({}, { name: 'cart' })], names: ['cart', 'web'], says: /shop\/cart: spec\.secretName "web-tls" is written by Certificate shop\/web too/,
  },
}, {
  'the Secrets have different names': { objects: [certificate(), certificate({ secretName: 'cart-tls' }, { name: 'cart' })] },
  'the Secrets are in different namespaces': { objects: [certificate(), certificate({}, { namespace: 'cart' })] },
});

describeRule(secretWrittenByCertificate, {
  'the Secret is an object too': { objects: [secret('web-tls', 'shop'), certificate()], names: ['web', 'web-tls'], says: /also the name of a Secret among the objects/ },
}, {
  'the Secret is in another namespace': { objects: [secret('web-tls', 'cart'), certificate()] },
  'the Secret has another name': { objects: [secret('web', 'shop'), certificate()] },
});

describeRule(issuerSecretElsewhere, {
  'the CA of a ClusterIssuer is not in the namespace of cert-manager': {
    objects: [caCertificate({}, { namespace: 'shop' }), clusterIssuer(ca)], names: ['ca', 'root'], says: /read from the namespace "cert-manager", but Certificate shop\/root writes it to "shop"/,
  },
  'cert-manager reads from another namespace than the CA is in': {
    objects: [caCertificate(), clusterIssuer(ca)], context: { clusterResourceNamespace: 'kube-system' }, names: ['ca', 'root'], says: /"kube-system"/,
  },
  'the CA of an Issuer is in another namespace': { objects: [caCertificate(), issuer(ca)], names: ['ca', 'root'], says: /read from the namespace "shop"/ },
}, {
  'the CA of a ClusterIssuer is in the namespace of cert-manager': { objects: [caCertificate(), clusterIssuer(ca)] },
  'the CA is in the namespace that cert-manager was given': {
    objects: [caCertificate({}, { namespace: 'kube-system' }), clusterIssuer(ca)], context: { clusterResourceNamespace: 'kube-system' },
  },
  'the CA of an Issuer is beside it': { objects: [caCertificate({}, { namespace: 'shop' }), issuer(ca)] },
  'the Secret is beside the Issuer as an object': { objects: [caCertificate(), secret('root-ca', 'shop'), issuer(ca)] },
  'nothing is known of the Secret': { objects: [issuer(ca), clusterIssuer(ca)] },
  'a leaf elsewhere happens to have a Secret of that name': { objects: [certificate({ secretName: 'root-ca' }, { namespace: 'cart' }), issuer(ca)] },
  'the Secret is copied to other namespaces': {
    objects: [caCertificate({ secretTemplate: { annotations: { 'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true' } } }), issuer(ca)],
  },
});

describeRule(issuerOfOtherKind, {
  'a ClusterIssuer is meant and the kind forgotten': { objects: [clusterIssuer(ca), certificate()], names: ['web', 'ca'], says: /means the Issuer "ca" of its own namespace, which is not among the objects; ClusterIssuer ca is/ },
  'the Issuer is in another namespace': { objects: [issuer(ca, { namespace: 'cart' }), certificate()], names: ['web', 'ca'], says: /Issuer cart\/ca is/ },
  'an Issuer is there and a ClusterIssuer is asked for': {
    objects: [issuer(ca), certificate({ issuerRef: { name: 'ca', kind: 'ClusterIssuer' } })], names: ['web', 'ca'], says: /means the ClusterIssuer "ca", which/,
  },
}, {
  'the Issuer is there': { objects: [issuer(ca), clusterIssuer(ca), certificate()] },
  'the ClusterIssuer is there': { objects: [clusterIssuer(ca), certificate({ issuerRef: { name: 'ca', kind: 'ClusterIssuer' } })] },
  'nothing is known of an issuer of that name': { objects: [clusterIssuer(ca, 'other'), certificate()] },
  'the issuer is external': { objects: [clusterIssuer(ca), certificate({ issuerRef: { name: 'ca', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' } })] },
});
