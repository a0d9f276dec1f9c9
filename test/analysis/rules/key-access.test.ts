import { describeRule } from './rule-cases';
import { caKeyMounted } from '../../../src/analysis/rules/ca-key-mounted';
import { caKeyOpenToEveryone } from '../../../src/analysis/rules/ca-key-open-to-everyone';
import { caKeyReadable } from '../../../src/analysis/rules/ca-key-readable';
import { caKeyWithinReachOfPods } from '../../../src/analysis/rules/ca-key-within-reach-of-pods';
import { policyWithoutUse } from '../../../src/analysis/rules/policy-without-use';
import { caCertificate, certificate, issuer, policy, PlainObject } from '../objects';
import { binding, group, intermediateCa, mounting, podsOf, READ, role, rootCa, RUN, serviceAccount } from '../trust/objects';

const everyone = group('system:authenticated');
const reader = serviceAccount('reader');
const EVERYTHING = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const bound = (rule: PlainObject, ...subjects: PlainObject[]): PlainObject[] => [role('r', [rule]), binding('r', subjects)];

describeRule(caKeyOpenToEveryone, {
  'every user reads Secrets': { objects: [...rootCa(), ...bound(READ, reader, everyone)], names: ['r-binding'], says: /subjects has Group system:authenticated, and the ClusterRole "r" reads the key of a CA in the Secret cert-manager\/root-ca$/ },
  'every pod reads Secrets in the namespace of the CA': { objects: [...rootCa(), ...intermediateCa(), role('r', [READ]), binding('r', [group('system:serviceaccounts')], 'cert-manager')], names: ['r-binding'], says: /and 1 more$/ },
  'everyone may do everything': { objects: [...rootCa(), binding('cluster-admin', [everyone])], names: ['cluster-admin-binding'], says: /"cluster-admin"/ },
}, {
  'a service account reads Secrets': { objects: [...rootCa(), ...bound(READ, reader)] },
  'everyone reads other Secrets': { objects: [...rootCa(), ...bound({ ...READ, resourceNames: ['public'] }, everyone)] },
  'everyone reads the Secrets of another namespace': { objects: [...rootCa(), role('r', [READ]), binding('r', [everyone], 'shop')] },
  'there is no CA': { objects: [certificate(), ...bound(READ, everyone)] },
});

describeRule(caKeyReadable, {
  'a service account reads all Secrets': { objects: [...rootCa(), ...bound(READ, reader, group('devs'))], names: ['r-binding'], says: /subjects has ServiceAccount shop\/reader and 1 more, and the ClusterRole "r" reads/ },
  'a team has the role "edit" beside the CA': { objects: [...rootCa(), binding('edit', [group('devs')], 'cert-manager')], names: ['edit-binding'], says: /Group devs, and the ClusterRole "edit"/ },
  'it only has the name of istiod': { objects: [...rootCa(), ...bound(READ, serviceAccount('istiod', 'shop'))], names: ['r-binding'], says: /ServiceAccount shop\/istiod/ },
  'the CA is a Secret that is not issued here': { objects: [issuer({ ca: { secretName: 'given' } }), role('r', [READ], { namespace: 'shop' }), binding('r', [reader], 'shop', 'Role')], names: ['r-binding'], says: /shop\/given/ },
}, {
  'it is cert-manager': { objects: [...rootCa(), ...bound(READ, serviceAccount('cert-manager', 'cert-manager'), serviceAccount('my-cert-manager-cainjector', 'pki'))] },
  'it is trust-manager': { objects: [...rootCa(), role('r', [READ], { namespace: 'cert-manager' }), binding('r', [serviceAccount('trust-manager', 'pki')], 'cert-manager', 'Role')] },
  'it is Istio': { objects: [...rootCa(), ...bound(READ, serviceAccount('istiod', 'istio-system'), serviceAccount('istio-reader-service-account', 'istio-system'))] },
  'it is the controller of an external issuer': { objects: [...rootCa(), ...bound(READ, serviceAccount('aws-pca-issuer-aws-privateca-issuer', 'pki'))] },
  'it administers the cluster': { objects: [...rootCa(), ...bound(EVERYTHING, reader), binding('cluster-admin', [group('admins')])] },
  'it reads the key by name, and so on purpose': { objects: [...rootCa(), ...bound({ ...READ, resourceNames: ['root-ca'] }, group('pki-administrators'))] },
  'it reads other Secrets by name': { objects: [...rootCa(), ...bound({ ...READ, resourceNames: ['web-tls'] }, reader)] },
  'it reads Secrets elsewhere': { objects: [...rootCa(), role('r', [READ]), binding('r', [reader], 'shop')] },
  'nobody is bound': { objects: [...rootCa(), ...bound(READ)] },
});

const ca = { secret: { secretName: 'root-ca' } };
const beside = { namespace: 'cert-manager' };

describeRule(caKeyMounted, {
  'the whole Secret is mounted for the root in it': { objects: [...rootCa(), podsOf('web', mounting(ca), beside)], names: ['web', 'root'], says: /volumes\[0\]\.secret gives the pod all of the Secret "root-ca", with the private key of a CA/ },
  'the key is a variable': {
    objects: [...rootCa(), podsOf('web', { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'root-ca', key: 'tls.key' } } }] }] }, beside)], names: ['web', 'root'], says: /gives the pod "tls\.key"/,
  },
  'the CA is a Secret that is not issued here': { objects: [issuer({ ca: { secretName: 'root-ca' } }), podsOf('web', mounting(ca))], names: ['web', 'ca'], says: /root-ca/ },
}, {
  'the certificate alone is mounted': { objects: [...rootCa(), podsOf('web', mounting({ secret: { secretName: 'root-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }), beside)] },
  'the Secret of that name is in another namespace': { objects: [...rootCa(), podsOf('web', mounting(ca))] },
  'the Secret is of a leaf': { objects: [certificate(), podsOf('web', mounting({ secret: { secretName: 'web-tls' } }))] },
  'istiod signs with it': { objects: [caCertificate({ secretName: 'cacerts' }, { namespace: 'istio-system' }), podsOf('istiod', mounting({ secret: { secretName: 'cacerts' } }), { namespace: 'istio-system' })] },
});

const guard = (text: string): PlainObject[] => [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'guard' },
    spec: { matchConstraints: { resourceRules: [{ resources: ['pods'] }] }, validations: [{ expression: `!(name in [${text}])` }] },
  },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'guard' }, spec: { policyName: 'guard', validationActions: ['Deny'] } },
];

describeRule(caKeyWithinReachOfPods, {
  'a service account starts pods everywhere': { objects: [...rootCa(), ...bound(RUN, reader)], names: ['r-binding'], says: /ServiceAccount shop\/reader, and the ClusterRole "r" starts pods, which may mount the key of a CA in the Secret cert-manager\/root-ca/ },
  'a guard is about another Secret': { objects: [...rootCa(), ...guard("'cert-manager/other'"), ...bound(RUN, reader)], names: ['r-binding'], says: /root-ca/ },
  'a guard is not bound': { objects: [...rootCa(), guard("'cert-manager/root-ca'")[0], ...bound(RUN, reader)], names: ['r-binding'], says: /root-ca/ },
}, {
  'a guard refuses such pods': { objects: [...rootCa(), ...guard("'cert-manager/root-ca'"), ...bound(RUN, reader)] },
  'it starts pods elsewhere': { objects: [...rootCa(), role('r', [RUN]), binding('r', [reader], 'shop')] },
  'it reads the key directly, which is reported for that': { objects: [...rootCa(), binding('edit', [reader], 'cert-manager')] },
  'it only looks at pods': { objects: [...rootCa(), ...bound({ ...RUN, verbs: ['get'] }, reader)] },
});

const use = (...resourceNames: string[]): PlainObject => ({ apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies'], verbs: ['use'], ...resourceNames.length > 0 ? { resourceNames } : {} });
const certManager = serviceAccount('cert-manager', 'cert-manager');

describeRule(policyWithoutUse, {
  'the role for it is not bound': { objects: [policy(), role('r', [use()])], names: ['mesh', 'r'], says: /CertificateRequestPolicy mesh: no binding among the manifests lets anyone "use" it/ },
  'the role is for another policy': { objects: [policy(), ...bound(use('mash'), certManager)], names: ['mesh', 'r'], says: /no binding/ },
  'the binding names nobody': { objects: [policy(), ...bound(use('mesh'))], names: ['mesh', 'r'], says: /no binding/ },
}, {
  'cert-manager may use it': { objects: [policy(), ...bound(use('mesh'), certManager)] },
  'cert-manager may use all': { objects: [policy(), ...bound(use(), certManager)] },
  'it may be used in one namespace': { objects: [policy(), role('r', [use('mesh')], { namespace: 'shop' }), binding('r', [certManager], 'shop', 'Role')] },
  'roles are kept elsewhere': { objects: [policy(), ...bound(READ, reader), ...bound(EVERYTHING, reader)] },
});
