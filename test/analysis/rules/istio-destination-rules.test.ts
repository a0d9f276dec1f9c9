import { describeRule } from './rule-cases';
import { destinationRuleHostUnknown } from '../../../src/analysis/rules/destination-rule-host-unknown';
import { downgradedByRule } from '../../../src/analysis/rules/downgraded-by-rule';
import { exportToUnknownNamespace } from '../../../src/analysis/rules/export-to-unknown-namespace';
import { identityNotExpected } from '../../../src/analysis/rules/identity-not-expected';
import { mutualToDisabled } from '../../../src/analysis/rules/mutual-to-disabled';
import { mutualToOutside } from '../../../src/analysis/rules/mutual-to-outside';
import { mutualToPodsWithoutSidecar } from '../../../src/analysis/rules/mutual-to-pods-without-sidecar';
import { nameNotChecked } from '../../../src/analysis/rules/name-not-checked';
import { plaintextToStrict } from '../../../src/analysis/rules/plaintext-to-strict';
import { portEntryDropsMutual } from '../../../src/analysis/rules/port-entry-drops-mutual';
import { portEntryDropsTls } from '../../../src/analysis/rules/port-entry-drops-tls';
import { routeToEmptySubset } from '../../../src/analysis/rules/route-to-empty-subset';
import { routeToMissingSubset } from '../../../src/analysis/rules/route-to-missing-subset';
import { ruleHidesWiderTls } from '../../../src/analysis/rules/rule-hides-wider-tls';
import { ruleWithoutTls } from '../../../src/analysis/rules/rule-without-tls';
import { serverNotVerified } from '../../../src/analysis/rules/server-not-verified';
import { strictWithoutAutomatic } from '../../../src/analysis/rules/strict-without-automatic';
import { tlsSettingsRefused } from '../../../src/analysis/rules/tls-settings-refused';
import { deployment, destinationRule, namespace, peerAuthentication, PlainObject, service } from '../objects';

const WEB = { app: 'web' };
const WEB_HOST = 'web.shop.svc.cluster.local';
const ENROLLED = namespace('shop', { 'istio-injection': 'enabled' });
const PODS = deployment('web', WEB, [{ containerPort: 8080 }]);
const WEB_SERVICE = service('web', WEB, [{ port: 80, name: 'http', targetPort: 8080 }]);
const MESHED = [ENROLLED, PODS, WEB_SERVICE];
const UNMESHED = [namespace('shop'), PODS, WEB_SERVICE];
const selecting = (labels: PlainObject, rest: PlainObject): PlainObject => ({ selector: { matchLabels: labels }, ...rest });

const tls = (mode: string, host = 'web', rest: PlainObject = {}, ofNamespace = 'shop'): PlainObject =>
  destinationRule('rule', { host, trafficPolicy: { tls: { mode, ...rest } } }, ofNamespace);
const mode = (of: string, ofNamespace = 'shop'): PlainObject => peerAuthentication('peers', { mtls: { mode: of } }, { namespace: ofNamespace });

function labelled(object: PlainObject, labels: PlainObject): PlainObject {
  const copy = structuredClone(object);
  Object.assign(copy.spec.template.metadata.labels, labels);
  return copy;
}

function serviceEntry(name: string, host: string, spec: PlainObject = {}, ofNamespace = 'shop'): PlainObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace: ofNamespace },
    spec: { hosts: [host], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], resolution: 'DNS', ...spec },
  };
}

describeRule(mutualToPodsWithoutSidecar, {
  'the namespace of the pods is not enrolled': {
    objects: [...UNMESHED, tls('ISTIO_MUTUAL')], names: ['rule', 'web', 'web'], says: /covers web\.shop\.svc\.cluster\.local:80, but nothing at port 8080 of Deployment shop\/web answers mutual TLS/,
  },
  'the pods keep the sidecar out': {
    objects: [ENROLLED, labelled(PODS, { 'sidecar.istio.io/inject': 'false' }), WEB_SERVICE, tls('ISTIO_MUTUAL')], names: ['rule', 'web', 'web'], says: /every call to it fails/,
  },
  'a rule for many hosts in the root namespace covers one': { objects: [...UNMESHED, tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system')], names: ['rule', 'web', 'web'], says: /DestinationRule istio-system\/rule/ },
  'a subset asks for it': {
    objects: [...UNMESHED, destinationRule('rule', { host: 'web', subsets: [{ name: 'v1', labels: WEB, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }] })],
    names: ['rule', 'web', 'web'],
    says: /spec\.subsets\[0\]\.trafficPolicy\.tls\.mode/,
  },
  'the port is taken out of the sidecar\'s traffic': {
    objects: [ENROLLED, { ...PODS, spec: { template: { metadata: { labels: WEB, annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' } }, spec: { containers: [{ name: 'web' }] } } } }, WEB_SERVICE, tls('ISTIO_MUTUAL')],
    names: ['rule', 'web', 'web'],
    says: /port 8080/,
  },
}, {
  'the pods have a sidecar': { objects: [...MESHED, tls('ISTIO_MUTUAL')] },
  'whether they have one is not known': { objects: [PODS, WEB_SERVICE, tls('ISTIO_MUTUAL')] },
  'the pods are not among the objects': { objects: [namespace('shop'), WEB_SERVICE, tls('ISTIO_MUTUAL')] },
  'a narrower rule exempts them': { objects: [...UNMESHED, tls('ISTIO_MUTUAL', '*.shop.svc.cluster.local'), { ...tls('DISABLE'), metadata: { name: 'exempt', namespace: 'shop' } }] },
  'a rule of the Service\'s namespace comes before that of the root namespace': {
    objects: [...UNMESHED, tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system'), { ...tls('DISABLE'), metadata: { name: 'exempt', namespace: 'shop' } }],
  },
  'an entry for the port exempts it': {
    objects: [...UNMESHED, destinationRule('rule', { host: 'web', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] } })],
  },
  'the pods say that they speak mutual TLS': { objects: [namespace('shop'), labelled(PODS, { 'security.istio.io/tlsMode': 'istio' }), WEB_SERVICE, tls('ISTIO_MUTUAL')] },
});

describeRule(mutualToOutside, {
  'a rule is for every host': { objects: [serviceEntry('api', 'api.example.com'), tls('ISTIO_MUTUAL', '*', {}, 'istio-system')], names: ['rule', 'api'], says: /covers "api\.example\.com", which ServiceEntry shop\/api declares to be outside/ },
  'the host itself is named': { objects: [serviceEntry('api', 'api.example.com'), tls('ISTIO_MUTUAL', 'api.example.com')], names: ['rule', 'api'], says: /outside the mesh/ },
}, {
  'the rule is for hosts of the cluster': { objects: [serviceEntry('api', 'api.example.com'), tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system')] },
  'the host is inside the mesh': { objects: [serviceEntry('api', 'api.example.com', { location: 'MESH_INTERNAL' }), tls('ISTIO_MUTUAL', 'api.example.com')] },
  'TLS is started with other certificates': { objects: [serviceEntry('api', 'api.example.com'), tls('SIMPLE', 'api.example.com')] },
  'a rule for the host comes before': { objects: [serviceEntry('api', 'api.example.com'), tls('ISTIO_MUTUAL', '*'), { ...tls('SIMPLE', 'api.example.com'), metadata: { name: 'api', namespace: 'shop' } }] },
});

describeRule(mutualToDisabled, {
  'the workload disables it': { objects: [...MESHED, tls('ISTIO_MUTUAL'), peerAuthentication('web', selecting(WEB, { mtls: { mode: 'DISABLE' } }))], names: ['rule', 'web', 'web'], says: /port 8080 of Deployment shop\/web takes no mutual TLS \(DISABLE for the workload/ },
  'the port disables it': {
    objects: [...MESHED, mode('STRICT'), tls('ISTIO_MUTUAL'), peerAuthentication('web', selecting(WEB, { portLevelMtls: { 8080: { mode: 'DISABLE' } } }))], names: ['rule', 'web', 'web'], says: /DISABLE for port 8080/,
  },
  'the mesh disables it': { objects: [...MESHED, mode('DISABLE', 'istio-system'), tls('ISTIO_MUTUAL')], names: ['rule', 'web', 'web'], says: /DISABLE for the whole mesh/ },
}, {
  'the server is permissive': { objects: [...MESHED, tls('ISTIO_MUTUAL'), mode('PERMISSIVE')] },
  'another port disables it': { objects: [...MESHED, tls('ISTIO_MUTUAL'), peerAuthentication('web', selecting(WEB, { portLevelMtls: { 80: { mode: 'DISABLE' } } }))] },
  'the rule disables it too': { objects: [...MESHED, tls('DISABLE'), mode('DISABLE')] },
});

describeRule(plaintextToStrict, {
  'the namespace is strict': { objects: [...MESHED, mode('STRICT'), tls('DISABLE')], names: ['rule', 'web', 'web'], says: /makes callers send plaintext to web\.shop\.svc\.cluster\.local:80, but port 8080 of Deployment shop\/web refuses it \(STRICT for the namespace/ },
  'TLS is started without a certificate of the mesh': { objects: [...MESHED, mode('STRICT', 'istio-system'), tls('SIMPLE')], names: ['rule', 'web', 'web'], says: /TLS without a certificate of the mesh/ },
  'a rule of a caller says so': { objects: [...MESHED, mode('STRICT'), tls('DISABLE', WEB_HOST, {}, 'cart')], names: ['rule', 'web', 'web'], says: /DestinationRule cart\/rule/ },
}, {
  'the server is permissive': { objects: [...MESHED, mode('PERMISSIVE'), tls('DISABLE')] },
  'the port is exempt': { objects: [...MESHED, mode('STRICT'), tls('DISABLE'), peerAuthentication('web', selecting(WEB, { portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }))] },
  'the server has no sidecar': { objects: [...UNMESHED, mode('STRICT'), tls('DISABLE')] },
  'whether it has one is not known': { objects: [PODS, WEB_SERVICE, mode('STRICT'), tls('DISABLE')] },
  'mutual TLS is asked for': { objects: [...MESHED, mode('STRICT'), tls('ISTIO_MUTUAL')] },
});

const recorded = { annotations: { 'cdk8s-mtls.dev/exceptions': '[{"mode":"DISABLE","reason":"an old proxy","until":"2030-01-31"}]' } };

describeRule(downgradedByRule, {
  'the server takes both': { objects: [...MESHED, tls('DISABLE')], names: ['rule', 'web', 'web'], says: /makes callers send plaintext to web\.shop\.svc\.cluster\.local:80, although Deployment shop\/web has a sidecar/ },
  'the rule is for the whole cluster': { objects: [...MESHED, tls('DISABLE', '*.local', {}, 'istio-system')], names: ['rule', 'web', 'web'], says: /istio-system\/rule/ },
}, {
  'the exception is recorded': { objects: [...MESHED, { ...tls('DISABLE'), metadata: { name: 'rule', namespace: 'shop', ...recorded } }] },
  'the server has no sidecar': { objects: [...UNMESHED, tls('DISABLE')] },
  'the server takes no mutual TLS': { objects: [...MESHED, mode('DISABLE'), tls('DISABLE')] },
  'mutual TLS is asked for': { objects: [...MESHED, tls('ISTIO_MUTUAL')] },
});

const api = (policy: PlainObject, rest: PlainObject = {}): PlainObject => destinationRule('api', { host: 'api.example.com', trafficPolicy: policy, ...rest });
const entry = (number: number, rest: PlainObject = { loadBalancer: { simple: 'RANDOM' } }): PlainObject => ({ portLevelSettings: [{ port: { number }, ...rest }] });
const simple = { tls: { mode: 'SIMPLE' } };
const mutual = { tls: { mode: 'ISTIO_MUTUAL' } };

describeRule(portEntryDropsTls, {
  'an entry for a host outside only balances': {
    objects: [api({ ...simple, ...entry(80) }), serviceEntry('api', 'api.example.com')], names: ['api'], says: /spec\.trafficPolicy\.portLevelSettings\[0\] has no tls, so that the SIMPLE of spec\.trafficPolicy\.tls does not count for port 80: plaintext to "api\.example\.com"/,
  },
  'nothing else is known of the host': { objects: [api({ ...simple, ...entry(80) })], names: ['api'], says: /plaintext/ },
  'a subset has the entry': { objects: [api(simple, { subsets: [{ name: 'eu', trafficPolicy: entry(80) }] })], names: ['api'], says: /spec\.subsets\[0\]\.trafficPolicy\.portLevelSettings\[0\]/ },
  'automatic mutual TLS is off': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { ...mutual, ...entry(80) } })], names: ['web'], says: /ISTIO_MUTUAL/, context: { istio: { enableAutoMtls: false } } },
}, {
  'the entry repeats the settings': { objects: [api({ ...simple, ...entry(80, simple) })] },
  'the port carries TLS of the application': { objects: [api({ ...simple, ...entry(443) }), serviceEntry('api', 'api.example.com', { ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] })] },
  'the host has no such port': { objects: [api({ ...simple, ...entry(8080) }), serviceEntry('api', 'api.example.com')] },
  'there is nothing to drop': { objects: [api(entry(80))] },
  'automatic mutual TLS takes over': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { ...mutual, ...entry(80) } })] },
  'a subset only balances': { objects: [api(simple, { subsets: [{ name: 'eu', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }] })] },
});

describeRule(portEntryDropsMutual, {
  'an entry only balances': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { ...mutual, ...entry(80) } })], names: ['web'], says: /so that the ISTIO_MUTUAL of spec\.trafficPolicy\.tls does not count for port 80/ },
}, {
  'the entry repeats the settings': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { ...mutual, ...entry(80, mutual) } })] },
  'the entry switches TLS off': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { ...mutual, ...entry(80, { tls: { mode: 'DISABLE' } }) } })] },
  'plaintext is sent, which is another rule\'s': { objects: [api({ ...simple, ...entry(80) })] },
  'nothing else is known of a host outside that carries TLS': { objects: [api({ ...simple, ...entry(443) })] },
});

describeRule(serverNotVerified, {
  'it is not to be verified': { objects: [tls('SIMPLE', 'api.example.com', { insecureSkipVerify: true })], names: ['rule'], says: /insecureSkipVerify is true, so that any certificate/ },
  'the host is a Service': { objects: [tls('SIMPLE')], names: ['rule'], says: /caCertificates is missing, so that only authorities of the system are trusted.*"web\.shop\.svc\.cluster\.local"/ },
}, {
  'the host is public': { objects: [tls('SIMPLE', 'api.example.com')] },
  'the authority is named': { objects: [tls('SIMPLE', 'web', { caCertificates: '/etc/ca.crt' })] },
  'a Secret brings it': { objects: [destinationRule('rule', { host: 'web', workloadSelector: { matchLabels: WEB }, trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'client' } } })] },
  'the mesh verifies it': { objects: [tls('ISTIO_MUTUAL')] },
});

describeRule(nameNotChecked, {
  'there is an sni and no name': { objects: [tls('SIMPLE', 'api.example.com', { sni: 'api.example.com' })], names: ['rule'], says: /has the sni "api\.example\.com" and no subjectAltNames/ },
}, {
  'the name is given': { objects: [tls('SIMPLE', 'api.example.com', { sni: 'api.example.com', subjectAltNames: ['api.example.com'] })] },
  'Istio chooses the sni': { objects: [tls('SIMPLE', 'api.example.com')] },
  'the ServiceEntry has the name': { objects: [tls('SIMPLE', 'api.example.com', { sni: 'api.example.com' }), serviceEntry('api', 'api.example.com', { subjectAltNames: ['api.example.com'] })] },
  'the mesh verifies it': { objects: [tls('ISTIO_MUTUAL', 'web', { sni: 'web' })] },
});

const files = { clientCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key' };

describeRule(tlsSettingsRefused, {
  'MUTUAL has no key': { objects: [tls('MUTUAL', 'api.example.com', { clientCertificate: '/etc/tls.crt' })], names: ['rule'], says: /spec\.trafficPolicy\.tls\.privateKey is missing, and MUTUAL needs it/ },
  'MUTUAL has no certificate': { objects: [tls('MUTUAL', 'api.example.com', { privateKey: '/etc/tls.key' })], names: ['rule'], says: /clientCertificate is missing/ },
  'a file is beside the Secret': { objects: [tls('MUTUAL', 'api.example.com', { credentialName: 'client', caCertificates: '/etc/ca.crt' })], names: ['rule'], says: /caCertificates is set beside credentialName/ },
  'what is not verified has names': { objects: [tls('SIMPLE', 'api.example.com', { insecureSkipVerify: true, subjectAltNames: ['a'] })], names: ['rule'], says: /subjectAltNames is set beside insecureSkipVerify/ },
  'there is no such mode': { objects: [tls('MTLS')], names: ['rule'], says: /mode "MTLS" is not one of/ },
}, {
  'there are files for both': { objects: [tls('MUTUAL', 'api.example.com', files)] },
  'a Secret has both': { objects: [tls('MUTUAL', 'api.example.com', { credentialName: 'client' })] },
  'SIMPLE needs neither': { objects: [tls('SIMPLE', 'api.example.com', { caCertificates: 'system' })] },
});

const off = { istio: { enableAutoMtls: false } };

describeRule(strictWithoutAutomatic, {
  'no rule covers the Service': { objects: [...MESHED, mode('STRICT')], context: off, names: ['web', 'web'], says: /callers of port 80 send plaintext, because automatic mutual TLS is off and no DestinationRule covers it, but Deployment shop\/web refuses it/ },
  'the rule that does has no tls': {
    objects: [...MESHED, mode('STRICT'), destinationRule('rule', { host: 'web', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })], context: off, names: ['rule', 'web', 'web'], says: /DestinationRule shop\/rule has no tls/,
  },
}, {
  'a rule asks for it': { objects: [...MESHED, mode('STRICT'), tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system')], context: off },
  'automatic mutual TLS is on': { objects: [...MESHED, mode('STRICT')] },
  'the server is permissive': { objects: [...MESHED, mode('PERMISSIVE')], context: off },
  'the server has no sidecar': { objects: [...UNMESHED, mode('STRICT')], context: off },
});

describeRule(ruleWithoutTls, {
  'the server takes plaintext': { objects: [...MESHED, destinationRule('rule', { host: 'web', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })], context: off, names: ['rule', 'web'], says: /has no tls for port 80 of web\.shop\.svc\.cluster\.local, and automatic mutual TLS is off/ },
}, {
  'the rule has tls': { objects: [...MESHED, tls('ISTIO_MUTUAL')], context: off },
  'automatic mutual TLS is on': { objects: [...MESHED, destinationRule('rule', { host: 'web', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })] },
  'there is no rule': { objects: MESHED, context: off },
});

describeRule(destinationRuleHostUnknown, {
  'the name is misspelt': { objects: [...MESHED, tls('ISTIO_MUTUAL', 'wbe')], names: ['rule'], says: /spec\.host is "wbe\.shop\.svc\.cluster\.local", but the namespace "shop" has no such Service/ },
  'a rule elsewhere misspells it': { objects: [...MESHED, tls('ISTIO_MUTUAL', 'wbe.shop.svc.cluster.local', {}, 'cart')], names: ['rule'], says: /"shop"/ },
}, {
  'the Service is there': { objects: [...MESHED, tls('ISTIO_MUTUAL')] },
  'nothing of the namespace is among the objects': { objects: [...MESHED, tls('ISTIO_MUTUAL', 'cart.cart.svc.cluster.local')] },
  'no pods of the namespace are': { objects: [WEB_SERVICE, tls('ISTIO_MUTUAL', 'wbe')] },
  'an operator may make the Service': { objects: [...MESHED, { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'db', namespace: 'shop' } }, tls('ISTIO_MUTUAL', 'db-rw')] },
  'a ServiceEntry has the name': { objects: [...MESHED, serviceEntry('wbe', 'wbe.shop.svc.cluster.local'), tls('SIMPLE', 'wbe')] },
  'the rule says nothing about TLS': { objects: [...MESHED, destinationRule('rule', { host: 'wbe' })] },
  'the host is outside': { objects: [...MESHED, tls('SIMPLE', 'api.example.com')] },
});

const route = (subset: string, kind = 'http', rest: PlainObject = {}): PlainObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'route', namespace: 'shop' },
  spec: { hosts: ['web'], [kind]: [{ route: [{ destination: { host: 'web', subset } }], ...rest }] },
});
const subsets = (labels: PlainObject = { version: 'v1' }): PlainObject => destinationRule('rule', { host: 'web', subsets: [{ name: 'v1', labels }] });

describeRule(routeToMissingSubset, {
  'the rule has another one': { objects: [...MESHED, subsets(), route('v2')], names: ['route', 'rule'], says: /spec\.http\[0\]\.route\[0\]\.destination\.subset "v2" is no subset of web\.shop\.svc\.cluster\.local in DestinationRule shop\/rule/ },
  'a route of connections leads there': { objects: [...MESHED, subsets(), route('v2', 'tcp')], names: ['route', 'rule'], says: /spec\.tcp\[0\]/ },
  'requests are mirrored there': { objects: [...MESHED, subsets(), route('v1', 'http', { mirror: { host: 'web', subset: 'v2' } })], names: ['route', 'rule'], says: /spec\.http\[0\]\.mirror\.subset/ },
}, {
  'the rule has it': { objects: [...MESHED, subsets(), route('v1')] },
  'a second rule adds it': { objects: [...MESHED, subsets(), destinationRule('more', { host: 'web', subsets: [{ name: 'v2', labels: { version: 'v2' } }] }), route('v2')] },
  'no rule for the host is among the objects': { objects: [...MESHED, route('v2')] },
  'the host is not among the objects': { objects: [subsets(), route('v2')] },
});

describeRule(routeToEmptySubset, {
  'no pods have the labels': { objects: [...MESHED, subsets(), route('v1')], names: ['route', 'rule'], says: /"v1" of web\.shop\.svc\.cluster\.local selects no pods: none behind the Service has the labels version=v1/ },
}, {
  'some have': { objects: [...MESHED, subsets(WEB), route('v1')] },
  'nothing leads to it': { objects: [...MESHED, subsets()] },
  'no pods behind the Service are among the objects': { objects: [ENROLLED, WEB_SERVICE, deployment('cart', { app: 'cart' }), subsets(), route('v1')] },
});

const balanced = (host: string, ofNamespace = 'shop'): PlainObject => destinationRule('balanced', { host, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, ofNamespace);

describeRule(ruleHidesWiderTls, {
  'the wider rule is for the whole cluster': { objects: [tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system'), balanced('web')], names: ['balanced', 'rule'], says: /has no tls for "web\.shop\.svc\.cluster\.local", and hides the ISTIO_MUTUAL of DestinationRule istio-system\/rule for "\*\.local"/ },
  'the wider rule is in its namespace': { objects: [tls('ISTIO_MUTUAL', '*.shop.svc.cluster.local'), balanced('web')], names: ['balanced', 'rule'], says: /shop\/rule/ },
  'a caller\'s rule hides that of the Service': { objects: [tls('ISTIO_MUTUAL', '*.shop.svc.cluster.local'), balanced(WEB_HOST, 'cart')], names: ['balanced', 'rule'], says: /cart\/balanced/ },
}, {
  'it repeats the settings': { objects: [tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system'), destinationRule('web', { host: 'web', trafficPolicy: mutual })] },
  'the wider one is for other hosts': { objects: [tls('ISTIO_MUTUAL', '*.cart.svc.cluster.local', {}, 'istio-system'), balanced('web')] },
  'the wider one is where nobody looks': { objects: [tls('ISTIO_MUTUAL', '*.local', {}, 'cart'), balanced('web')] },
  'the wider one switches TLS off': { objects: [tls('DISABLE', '*.local', {}, 'istio-system'), balanced('web')] },
  'the narrower one only has subsets': { objects: [tls('ISTIO_MUTUAL', '*.local', {}, 'istio-system'), subsets()] },
});

const CLUSTER = [namespace('kube-system'), namespace('shop')];

describeRule(exportToUnknownNamespace, {
  'a DestinationRule is exported to nobody': { objects: [...CLUSTER, destinationRule('rule', { host: 'web', exportTo: ['.', 'shpo'] })], names: ['rule'], says: /spec\.exportTo\[1\] "shpo" is not a namespace of the cluster/ },
  'a ServiceEntry is': { objects: [...CLUSTER, serviceEntry('api', 'api.example.com', { exportTo: ['shpo'] })], names: ['api'], says: /ServiceEntry shop\/api/ },
}, {
  'the namespace is there': { objects: [...CLUSTER, destinationRule('rule', { host: 'web', exportTo: ['shop', '*', '.'] })] },
  'not all namespaces are known': { objects: [namespace('shop'), destinationRule('rule', { host: 'web', exportTo: ['cart'] })] },
});

const as = (serviceAccountName: string): PlainObject => ({ ...PODS, spec: { template: { metadata: { labels: WEB }, spec: { serviceAccountName, containers: [{ name: 'web', ports: [{ containerPort: 8080 }] }] } } } });
const expecting = (...names: string[]): PlainObject => tls('ISTIO_MUTUAL', 'web', { subjectAltNames: names });

describeRule(identityNotExpected, {
  'the pods have another service account': {
    objects: [ENROLLED, as('web'), WEB_SERVICE, expecting('spiffe://cluster.local/ns/shop/sa/default')], names: ['rule', 'web', 'web'], says: /do not have the identity of Deployment shop\/web behind web\.shop\.svc\.cluster\.local, which ends in "\/ns\/shop\/sa\/web"/,
  },
}, {
  'it is one of them': { objects: [ENROLLED, as('web'), WEB_SERVICE, expecting('spiffe://prod.example.com/ns/shop/sa/old', 'spiffe://prod.example.com/ns/shop/sa/web')] },
  'they are not said': { objects: [ENROLLED, as('web'), WEB_SERVICE, tls('ISTIO_MUTUAL')] },
  'the pods are not among the objects': { objects: [ENROLLED, WEB_SERVICE, expecting('spiffe://cluster.local/ns/shop/sa/default')] },
});
