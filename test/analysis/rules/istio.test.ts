import { describeRule } from './rule-cases';
import { credentialWithoutSelector } from '../../../src/analysis/rules/credential-without-selector';
import { destinationRuleBareTls } from '../../../src/analysis/rules/destination-rule-bare-tls';
import { destinationRuleInThirdNamespace } from '../../../src/analysis/rules/destination-rule-in-third-namespace';
import { destinationRulesForOneHost } from '../../../src/analysis/rules/destination-rules-for-one-host';
import { peerAuthenticationPortOfService } from '../../../src/analysis/rules/peer-authentication-port-of-service';
import { peerAuthenticationSelectorInRoot } from '../../../src/analysis/rules/peer-authentication-selector-in-root';
import { peerAuthenticationsOverlap } from '../../../src/analysis/rules/peer-authentications-overlap';
import { strictUnderDisable } from '../../../src/analysis/rules/strict-under-disable';
import { deployment, destinationRule, peerAuthentication, PlainObject, service } from '../objects';

const WEB = { app: 'web' };
const select = (labels: PlainObject, rest: PlainObject = {}): PlainObject => ({ selector: { matchLabels: labels }, ...rest });
const strict = { mtls: { mode: 'STRICT' } };
const onPort = (port: number): PlainObject => peerAuthentication('web', select(WEB, { portLevelMtls: { [port]: { mode: 'PERMISSIVE' } } }));

describeRule(peerAuthenticationPortOfService, {
  'the port is that of the Service': {
    objects: [onPort(80), service('web', WEB, [{ port: 80, targetPort: 8080 }]), deployment('web', WEB, [{ containerPort: 8080 }])],
    names: ['web', 'web'],
    says: /\["80"\] is the port of Service shop\/web; the pods behind it listen on 8080/,
  },
  'the port of the Service leads to a named port': {
    objects: [onPort(80), service('web', WEB, [{ port: 80, targetPort: 'http' }]), deployment('web', WEB, [{ name: 'http', containerPort: 8080 }])],
    names: ['web', 'web'],
    says: /listen on 8080/,
  },
}, {
  'the port is that of the container': { objects: [onPort(8080), service('web', WEB, [{ port: 80, targetPort: 8080 }]), deployment('web', WEB, [{ containerPort: 8080 }])] },
  'the Service has the same port': { objects: [onPort(80), service('web', WEB, [{ port: 80 }]), deployment('web', WEB)] },
  'a container listens on it too': { objects: [onPort(80), service('web', WEB, [{ port: 80, targetPort: 8080 }]), deployment('web', WEB, [{ containerPort: 8080 }, { containerPort: 80 }])] },
  'one of the selected workloads listens on it': {
    objects: [
      onPort(80), service('web', { ...WEB, tier: 'a' }, [{ port: 80, targetPort: 8080 }]),
      deployment('a', { ...WEB, tier: 'a' }, [{ containerPort: 8080 }]), deployment('b', { ...WEB, tier: 'b' }, [{ containerPort: 80 }]),
    ],
  },
  'the port is of no Service': { objects: [onPort(9090), service('web', WEB, [{ port: 80, targetPort: 8080 }]), deployment('web', WEB)] },
  'the pods are not among the objects': { objects: [onPort(80), service('web', WEB, [{ port: 80, targetPort: 8080 }])] },
  'the Service is in another namespace': { objects: [onPort(80), service('web', WEB, [{ port: 80, targetPort: 8080 }], 'cart'), deployment('web', WEB)] },
  'the name of the port is not known': { objects: [onPort(80), service('web', WEB, [{ port: 80, targetPort: 'http' }]), deployment('web', WEB)] },
});

describeRule(peerAuthenticationsOverlap, {
  'two have no selector': { objects: [peerAuthentication('a', strict), peerAuthentication('b', {})], names: ['b', 'a'], says: /decides for the whole namespace/ },
  'an empty selector is none': { objects: [peerAuthentication('a', strict), peerAuthentication('b', select({}))], names: ['b', 'a'], says: /no selector/ },
  'two are for the mesh': {
    objects: [peerAuthentication('a', strict, { namespace: 'istio-system' }), peerAuthentication('b', {}, { namespace: 'istio-system' })], names: ['b', 'a'], says: /the whole mesh/,
  },
  'both select a workload': {
    objects: [peerAuthentication('a', select(WEB)), peerAuthentication('b', select({ tier: 'front' })), deployment('web', { ...WEB, tier: 'front' })],
    names: ['b', 'a', 'web'],
    says: /those of Deployment shop\/web/,
  },
  'both select two workloads, which is said once': {
    objects: [
      peerAuthentication('a', select(WEB)), peerAuthentication('b', select({ tier: 'front' })),
      deployment('web', { ...WEB, tier: 'front' }), deployment('web2', { ...WEB, tier: 'front' }),
    ],
    names: ['b', 'a', 'web'],
    says: /the older of the two decides/,
  },
  'the selectors are the same': { objects: [peerAuthentication('a', select(WEB)), peerAuthentication('b', select(WEB))], names: ['b', 'a'], says: /selects the same pods as PeerAuthentication shop\/a/ },
  'one selector is within the other': { objects: [peerAuthentication('a', select({ ...WEB, tier: 'front' })), peerAuthentication('b', select(WEB))], names: ['b', 'a'], says: /same pods/ },
}, {
  'one has a selector': { objects: [peerAuthentication('a', strict), peerAuthentication('b', select(WEB))] },
  'they are in two namespaces': { objects: [peerAuthentication('a', strict), peerAuthentication('a', strict, { namespace: 'cart' })] },
  'they select different pods': { objects: [peerAuthentication('a', select(WEB)), peerAuthentication('b', select({ app: 'cart' })), deployment('web', WEB)] },
  'no pod is known to have both labels': { objects: [peerAuthentication('a', select(WEB)), peerAuthentication('b', select({ tier: 'front' })), deployment('web', WEB)] },
});

describeRule(peerAuthenticationSelectorInRoot, {
  'it is in istio-system': { objects: [peerAuthentication('a', select(WEB), { namespace: 'istio-system' })], names: ['a'], says: /root namespace "istio-system", where Istio ignores it/ },
  'it is in the root namespace of this mesh': { objects: [peerAuthentication('a', select(WEB))], context: { rootNamespace: 'shop' }, names: ['a'], says: /"shop"/ },
}, {
  'it is in another namespace': { objects: [peerAuthentication('a', select(WEB))] },
  'it has no selector': { objects: [peerAuthentication('a', strict, { namespace: 'istio-system' })] },
});

const disabled = (namespace: string): PlainObject => peerAuthentication('default', { mtls: { mode: 'DISABLE' } }, { namespace });
const mutual = (host: string): PlainObject => destinationRule('web', { host, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } });

describeRule(strictUnderDisable, {
  'the namespace disables mutual TLS': { objects: [disabled('shop'), peerAuthentication('web', select(WEB, strict))], names: ['web', 'default'], says: /PeerAuthentication shop\/default makes the callers send plaintext/ },
  'the mesh disables mutual TLS': { objects: [disabled('istio-system'), peerAuthentication('web', select(WEB, strict))], names: ['web', 'default'], says: /istio-system\/default/ },
  'the namespace says nothing, and the mesh disables it': {
    objects: [disabled('istio-system'), peerAuthentication('shop', {}), peerAuthentication('web', select(WEB, strict))], names: ['web', 'default'], says: /istio-system/,
  },
  'a port is strict': { objects: [disabled('shop'), peerAuthentication('web', select(WEB, { portLevelMtls: { 8080: { mode: 'STRICT' } } }))], names: ['web', 'default'], says: /requires mutual TLS/ },
  'a DestinationRule is about another namespace': { objects: [disabled('shop'), mutual('cart.cart.svc.cluster.local'), peerAuthentication('web', select(WEB, strict))], names: ['web', 'default'], says: /plaintext/ },
}, {
  'the namespace is permissive': { objects: [peerAuthentication('default', { mtls: { mode: 'PERMISSIVE' } }), peerAuthentication('web', select(WEB, strict))] },
  'the namespace is strict under a mesh that disables it': { objects: [disabled('istio-system'), peerAuthentication('default', strict), peerAuthentication('web', select(WEB, strict))] },
  'a DestinationRule makes the callers speak mutual TLS': { objects: [disabled('shop'), mutual('web'), peerAuthentication('web', select(WEB, strict))] },
  'a DestinationRule does so for all hosts': { objects: [disabled('shop'), mutual('*.svc.cluster.local'), peerAuthentication('web', select(WEB, strict))] },
  'the workload inherits': { objects: [disabled('shop'), peerAuthentication('web', select(WEB))] },
});

describeRule(destinationRuleBareTls, {
  'tls is empty': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { tls: {} } })], names: ['web'], says: /spec\.trafficPolicy\.tls has no mode, which means DISABLE: plaintext to "web\.shop\.svc\.cluster\.local"/ },
  'a port has an sni alone': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { sni: 'web' } }] } })], names: ['web'], says: /portLevelSettings\[0\]\.tls/ },
  'a subset has an empty tls': { objects: [destinationRule('web', { host: 'web', subsets: [{ name: 'v1', trafficPolicy: { tls: {} } }] })], names: ['web'], says: /spec\.subsets\[0\]\.trafficPolicy\.tls/ },
}, {
  'tls has a mode': { objects: [mutual('web')] },
  'plaintext is meant': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { tls: { mode: 'DISABLE' } } })] },
  'there is no tls': { objects: [destinationRule('web', { host: 'web', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })] },
});

const balanced = (name: string, host: string): PlainObject => destinationRule(name, { host, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } });

describeRule(destinationRulesForOneHost, {
  'one sets TLS and the other the load balancer': { objects: [mutual('web'), balanced('b', 'web.shop.svc.cluster.local')], names: ['b', 'web'], says: /sets the traffic policy of "web\.shop\.svc\.cluster\.local", like DestinationRule shop\/web/ },
}, {
  'the hosts are different': { objects: [mutual('web'), balanced('b', 'cart')] },
  'one only adds subsets': { objects: [mutual('web'), destinationRule('b', { host: 'web', subsets: [{ name: 'v1', labels: { version: 'v1' } }] })] },
  'neither sets TLS': { objects: [balanced('a', 'web'), balanced('b', 'web')] },
  'they are in two namespaces': { objects: [mutual('web'), destinationRule('b', { host: 'web.shop.svc.cluster.local', trafficPolicy: { tls: { mode: 'DISABLE' } } }, 'cart')] },
  'one is for some callers only': { objects: [mutual('web'), destinationRule('b', { host: 'web', workloadSelector: { matchLabels: WEB }, trafficPolicy: { tls: { mode: 'DISABLE' } } })] },
  'they are exported differently': { objects: [mutual('web'), destinationRule('b', { host: 'web', exportTo: ['.'], trafficPolicy: { tls: { mode: 'DISABLE' } } })] },
});

const credential = (tls: PlainObject, rest: PlainObject = {}): PlainObject => destinationRule('api', {
  host: 'api.example.com', trafficPolicy: { tls: { mode: 'MUTUAL', ...tls } }, ...rest,
});

describeRule(credentialWithoutSelector, {
  'there is no selector': { objects: [credential({ credentialName: 'client' })], names: ['api'], says: /credentialName "client" has no workloadSelector beside it, so sidecars send plaintext to "api\.example\.com"/ },
}, {
  'there is a selector': { objects: [credential({ credentialName: 'client' }, { workloadSelector: { matchLabels: WEB } })] },
  'the credential is a ConfigMap': { objects: [credential({ mode: 'SIMPLE', credentialName: 'configmap://ca' })] },
  'the certificates are files': { objects: [credential({ clientCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key' })] },
  'the host is called through a gateway': {
    objects: [
      credential({ credentialName: 'client' }),
      { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'api', namespace: 'shop' }, spec: { hosts: ['api.example.com'], gateways: ['mesh', 'egress'] } },
    ],
  },
});

const web = 'web.shop.svc.cluster.local';

describeRule(destinationRuleInThirdNamespace, {
  'it is exported from a third namespace': { objects: [destinationRule('a', { host: web, exportTo: ['*'] }, 'config')], names: ['a'], says: /is exported to "\*", but callers of "web\.shop\.svc\.cluster\.local" look for it in their own namespace, in "shop" and in "istio-system"/ },
  'nothing in its namespace could call': {
    objects: [destinationRule('a', { host: web }, 'config'), service('web', WEB, [{ port: 80 }]), deployment('web', WEB)], names: ['a'], says: /nothing in its namespace calls/,
  },
}, {
  'it is in the namespace of the Service': { objects: [destinationRule('a', { host: web, exportTo: ['*'] })] },
  'it is in the root namespace': { objects: [destinationRule('a', { host: web, exportTo: ['*'] }, 'istio-system')] },
  'it is for callers of its own namespace': { objects: [destinationRule('a', { host: web, exportTo: ['.'] }, 'cart')] },
  'callers may be in its namespace': { objects: [destinationRule('a', { host: web }, 'cart'), service('web', WEB, [{ port: 80 }]), deployment('web', WEB), deployment('cart', { app: 'cart' }, [], 'cart')] },
  'the Service is not among the objects': { objects: [destinationRule('a', { host: web }, 'config'), deployment('web', WEB)] },
  'the host is outside the cluster': { objects: [destinationRule('a', { host: 'api.example.com', exportTo: ['*'] }, 'config')] },
});
