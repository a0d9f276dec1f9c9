import { describeRule } from './rule-cases';
import { allowUnderDisable } from '../../../src/analysis/rules/allow-under-disable';
import { allowUnderPermissive } from '../../../src/analysis/rules/allow-under-permissive';
import { authorizationSelectsNothing } from '../../../src/analysis/rules/authorization-selects-nothing';
import { callerUnknown } from '../../../src/analysis/rules/caller-unknown';
import { denyBypassedByPlaintext } from '../../../src/analysis/rules/deny-bypassed-by-plaintext';
import { denyRestsOnDefault } from '../../../src/analysis/rules/deny-rests-on-default';
import { peerAuthenticationSelectsNothing } from '../../../src/analysis/rules/peer-authentication-selects-nothing';
import { policyWithoutSidecar } from '../../../src/analysis/rules/policy-without-sidecar';
import { principalNeverMatches } from '../../../src/analysis/rules/principal-never-matches';
import { principalOfForeignDomain } from '../../../src/analysis/rules/principal-of-foreign-domain';
import { sourceNamespaceUnknown } from '../../../src/analysis/rules/source-namespace-unknown';
import { waypointSelected } from '../../../src/analysis/rules/waypoint-selected';
import { deployment, namespace, peerAuthentication, PlainObject } from '../objects';

const WEB = { app: 'web' };
const ENROLLED = namespace('shop', { 'istio-injection': 'enabled' });
const PODS = deployment('web', WEB, [{ containerPort: 8080 }]);
const SELECTOR = { selector: { matchLabels: WEB } };
const mode = (of: string, rest: PlainObject = {}): PlainObject => peerAuthentication('peers', { mtls: { mode: of }, ...rest });

function authorization(name: string, spec: PlainObject, metadata: PlainObject = {}): PlainObject {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace: 'shop', ...metadata }, spec };
}

const from = (source: PlainObject, rest: PlainObject = {}): PlainObject => ({ rules: [{ from: [{ source }], ...rest }] });
const deny = (spec: PlainObject): PlainObject => authorization('deny', { action: 'DENY', ...spec });
const allow = (spec: PlainObject): PlainObject => authorization('allow', { action: 'ALLOW', ...spec });
const OF_CART = { principals: ['cluster.local/ns/cart/sa/cart'] };
const onPort = (port: string): PlainObject => ({ to: [{ operation: { ports: [port] } }] });

describeRule(peerAuthenticationSelectsNothing, {
  'no pods have the labels': { objects: [PODS, mode('STRICT', { selector: { matchLabels: { app: 'wbe' } } })], names: ['peers'], says: /selects no workload: no pods in the namespace "shop" have the labels app=wbe/ },
  'only other pods have them': { objects: [PODS, deployment('cart', { app: 'cart' }, [], 'cart'), mode('STRICT', { selector: { matchLabels: { app: 'cart' } } })], names: ['peers'], says: /app=cart/ },
}, {
  'pods have the labels': { objects: [PODS, mode('STRICT', SELECTOR)] },
  'no pods of the namespace are among the objects': { objects: [deployment('cart', { app: 'cart' }, [], 'cart'), mode('STRICT', SELECTOR)] },
  'it is for all pods': { objects: [PODS, mode('STRICT')] },
  'an operator makes pods there': { objects: [PODS, { apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'Kafka', metadata: { name: 'kafka', namespace: 'shop' } }, mode('STRICT', { selector: { matchLabels: { 'strimzi.io/name': 'kafka' } } })] },
  'a workload outside Kubernetes has them': {
    objects: [PODS, { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata: { name: 'vm', namespace: 'shop' }, spec: { address: '10.0.0.1', labels: { app: 'vm' } } }, mode('STRICT', { selector: { matchLabels: { app: 'vm' } } })],
  },
});

describeRule(authorizationSelectsNothing, {
  'no pods have the labels': { objects: [PODS, allow({ selector: { matchLabels: { app: 'wbe' } } })], names: ['allow'], says: /AuthorizationPolicy shop\/allow: selects no workload/ },
}, {
  'pods have the labels': { objects: [PODS, allow(SELECTOR)] },
  'it is attached to a gateway': { objects: [PODS, allow({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] })] },
  'it is in the root namespace, for pods of all': { objects: [PODS, authorization('allow', SELECTOR, { namespace: 'istio-system' }), deployment('istiod', { app: 'istiod' }, [], 'istio-system')] },
});

describeRule(denyBypassedByPlaintext, {
  'the namespace is permissive': { objects: [PODS, mode('PERMISSIVE'), deny(from({ namespaces: ['cart'] }))], names: ['deny', 'web'], says: /spec\.rules\[0\]\.from\[0\]\.source\.namespaces denies by identity, but port 8080 of Deployment shop\/web takes callers without one \(PERMISSIVE for the namespace/ },
  'one port is': {
    objects: [PODS, mode('STRICT'), peerAuthentication('web', { ...SELECTOR, portLevelMtls: { 8080: { mode: 'DISABLE' } } }), deny(from(OF_CART))], names: ['deny', 'web'], says: /DISABLE for port 8080/,
  },
  'a condition names the caller': { objects: [PODS, mode('PERMISSIVE'), deny({ rules: [{ when: [{ key: 'source.principal', values: OF_CART.principals }] }] })], names: ['deny', 'web'], says: /spec\.rules\[0\]\.when\[0\]\.values/ },
  'a policy of the mesh denies': { objects: [PODS, mode('PERMISSIVE'), authorization('deny', { action: 'DENY', ...from(OF_CART) }, { namespace: 'istio-system' })], names: ['deny', 'web'], says: /istio-system\/deny/ },
}, {
  'the namespace is strict': { objects: [PODS, mode('STRICT'), deny(from({ namespaces: ['cart'] }))] },
  'those without an identity are denied as well': { objects: [PODS, mode('PERMISSIVE'), deny({ rules: [{ from: [{ source: OF_CART }] }, { from: [{ source: { notPrincipals: ['*'] } }] }] })] },
  'all but one are denied': { objects: [PODS, mode('PERMISSIVE'), deny(from({ notPrincipals: OF_CART.principals }))] },
  'only those with an identity are let in': { objects: [PODS, mode('PERMISSIVE'), deny(from({ namespaces: ['cart'] })), allow(from({ principals: ['*'] }))] },
  'it denies by address': { objects: [PODS, mode('PERMISSIVE'), deny(from({ ipBlocks: ['10.0.0.0/8'] }))] },
  'the port of the rule is strict': { objects: [PODS, mode('PERMISSIVE'), peerAuthentication('web', { ...SELECTOR, portLevelMtls: { 8080: { mode: 'STRICT' } } }), deny(from(OF_CART, onPort('8080')))] },
  'nothing says so, which is another rule\'s': { objects: [PODS, deny(from(OF_CART))] },
  'the pods have no sidecar': { objects: [namespace('shop'), PODS, mode('PERMISSIVE'), deny(from(OF_CART))] },
});

describeRule(denyRestsOnDefault, {
  'nothing says what the workload requires': { objects: [PODS, deny(from({ namespaces: ['cart'] }))], names: ['deny', 'web'], says: /nothing among the manifests requires callers of Deployment shop\/web to have one/ },
}, {
  'the mesh is strict': { objects: [PODS, peerAuthentication('mesh', { mtls: { mode: 'STRICT' } }, { namespace: 'istio-system' }), deny(from({ namespaces: ['cart'] }))] },
  'it is said, which is another rule\'s': { objects: [PODS, mode('PERMISSIVE'), deny(from({ namespaces: ['cart'] }))] },
  'the policy allows': { objects: [PODS, allow(from({ namespaces: ['cart'] }))] },
});

describeRule(allowUnderDisable, {
  'the workload takes no mutual TLS': { objects: [PODS, mode('DISABLE', SELECTOR), allow(from(OF_CART))], names: ['allow', 'web'], says: /lets callers in by identity, but at port 8080 of Deployment shop\/web nobody has one \(DISABLE for the workload.*so that everybody is refused/ },
}, {
  'it takes both': { objects: [PODS, mode('PERMISSIVE', SELECTOR), allow(from(OF_CART))] },
  'callers are let in by address as well': { objects: [PODS, mode('DISABLE', SELECTOR), allow({ rules: [{ from: [{ source: OF_CART }, { source: { ipBlocks: ['10.0.0.0/8'] } }] }] })] },
  'the rule is about another port': { objects: [PODS, mode('STRICT', { ...SELECTOR, portLevelMtls: { 8080: { mode: 'DISABLE' } } }), allow({ rules: [{ from: [{ source: OF_CART }], ...onPort('9090') }, onPort('8080')] })] },
});

describeRule(allowUnderPermissive, {
  'a port is exempt for nobody': {
    objects: [PODS, mode('STRICT'), peerAuthentication('web', { ...SELECTOR, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }), allow(from(OF_CART))],
    names: ['allow', 'web'],
    says: /lets callers in by identity alone, so that port 8080 of Deployment shop\/web refuses the plaintext that it is open for \(PERMISSIVE for port 8080/,
  },
}, {
  'those without an identity are let in by address': {
    objects: [PODS, mode('PERMISSIVE'), allow({ rules: [{ from: [{ source: OF_CART }] }, { from: [{ source: { notPrincipals: ['*'], ipBlocks: ['10.0.0.0/8'] } }] }] })],
  },
  'nothing says that it takes plaintext': { objects: [PODS, allow(from(OF_CART))] },
  'the server is strict': { objects: [PODS, mode('STRICT'), allow(from(OF_CART))] },
});

const caller = (serviceAccountName?: string): PlainObject => ({
  ...deployment('cart', { app: 'cart' }, [], 'cart'),
  spec: { template: { metadata: { labels: { app: 'cart' } }, spec: { serviceAccountName, containers: [{ name: 'cart' }] } } },
});

describeRule(callerUnknown, {
  'the pods have another service account': { objects: [caller('basket'), allow(from(OF_CART))], names: ['allow'], says: /source\.principals\[0\] "cluster\.local\/ns\/cart\/sa\/cart" is nobody: no workload of the namespace "cart" has the service account "cart"/ },
  'the pods have the default one': { objects: [caller(), allow(from(OF_CART))], names: ['allow'], says: /"cart"/ },
  'the service account is named alone': { objects: [PODS, allow(from({ serviceAccounts: ['basket'] }))], names: ['allow'], says: /serviceAccounts\[0\] "basket" is nobody: no workload of the namespace "shop"/ },
}, {
  'the pods have it': { objects: [caller('cart'), allow(from(OF_CART))] },
  'the ServiceAccount is there': { objects: [caller(), { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart', namespace: 'cart' } }, allow(from(OF_CART))] },
  'no pods of the namespace are among the objects': { objects: [PODS, allow(from(OF_CART))] },
  'it is a pattern': { objects: [caller('basket'), allow(from({ principals: ['cluster.local/ns/cart/*', '*'] }))] },
});

const mesh = { istio: { trustDomain: 'prod.example.com', trustDomainAliases: ['old.example.com'] } };

describeRule(principalOfForeignDomain, {
  'the trust domain was changed': { objects: [allow(from({ principals: ['test.example.com/ns/cart/sa/cart'] }))], context: mesh, names: ['allow'], says: /is of the trust domain "test\.example\.com"; that of the mesh is "prod\.example\.com"/ },
}, {
  'it is the mesh\'s': { objects: [allow(from({ principals: ['prod.example.com/ns/cart/sa/cart'] }))], context: mesh },
  'it is an alias': { objects: [allow(from({ principals: ['old.example.com/ns/cart/sa/cart'] }))], context: mesh },
  'it stands for the mesh\'s': { objects: [allow(from(OF_CART))], context: mesh },
  'it is left open': { objects: [allow(from({ principals: ['*/ns/cart/sa/cart', '*'] }))], context: mesh },
  'the mesh\'s is not known': { objects: [allow(from({ principals: ['test.example.com/ns/cart/sa/cart'] }))] },
});

describeRule(principalNeverMatches, {
  'it has the scheme': { objects: [allow(from({ principals: ['spiffe://cluster.local/ns/cart/sa/cart'] }))], names: ['allow'], says: /principals\[0\] "spiffe:\/\/cluster\.local\/ns\/cart\/sa\/cart" begins with "spiffe:\/\/", and never matches/ },
  'a star is in the middle': { objects: [allow(from({ principals: ['cluster.local/ns/*/sa/cart'] }))], names: ['allow'], says: /has a "\*" that is not at its one end/ },
  'a star is at both ends': { objects: [allow(from({ principals: ['*/ns/cart/*'] }))], names: ['allow'], says: /never matches/ },
}, {
  'it is whole': { objects: [allow(from(OF_CART))] },
  'a star is at one end': { objects: [allow(from({ principals: ['*', '*/ns/cart/sa/cart', 'cluster.local/ns/cart/*'] }))] },
  'a namespace has a star in the middle': { objects: [allow(from({ namespaces: ['team-*-prod'] }))] },
});

describeRule(policyWithoutSidecar, {
  'the namespace is not enrolled': { objects: [namespace('shop'), PODS, mode('STRICT', SELECTOR)], names: ['peers', 'web'], says: /selects Deployment shop\/web, which has no sidecar to enforce it \(namespace "shop" is not enrolled/ },
  'the pods keep the sidecar out': {
    objects: [ENROLLED, deployment('web', { ...WEB, 'sidecar.istio.io/inject': 'false' }), allow({ ...SELECTOR, ...from(OF_CART) })], names: ['allow', 'web'], says: /sidecar\.istio\.io\/inject/,
  },
}, {
  'the pods have a sidecar': { objects: [ENROLLED, PODS, mode('STRICT', SELECTOR)] },
  'whether they have one is not known': { objects: [PODS, mode('STRICT', SELECTOR)] },
  'they are in the mesh without sidecars': { objects: [namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }), PODS, mode('STRICT', SELECTOR)] },
  'it is for all pods of the namespace': { objects: [namespace('shop'), PODS, mode('STRICT')] },
});

const waypoint = (gatewayClassName: string): PlainObject => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'waypoint', namespace: 'shop' }, spec: { gatewayClassName } });
const GATEWAY_NAME = { selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'waypoint' } } };

describeRule(waypointSelected, {
  'it selects the waypoint\'s pods': { objects: [waypoint('istio-waypoint'), deny({ ...GATEWAY_NAME, ...from(OF_CART) })], names: ['deny'], says: /selects the waypoint "waypoint" by labels/ },
}, {
  'it is attached': { objects: [waypoint('istio-waypoint'), deny({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }], ...from(OF_CART) })] },
  'it is a gateway for clients outside': { objects: [waypoint('istio'), deny({ ...GATEWAY_NAME, ...from(OF_CART) })] },
});

describeRule(sourceNamespaceUnknown, {
  'the name is misspelt': { objects: [namespace('kube-system'), namespace('cart'), allow(from({ namespaces: ['cart', 'crat'] }))], names: ['allow'], says: /namespaces\[1\] "crat" is not a namespace of the cluster/ },
}, {
  'the namespace is there': { objects: [namespace('kube-system'), namespace('cart'), allow(from({ namespaces: ['cart', 'ca*'] }))] },
  'not all namespaces are known': { objects: [namespace('shop'), allow(from({ namespaces: ['cart'] }))] },
});
