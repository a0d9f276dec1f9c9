import { describeRule } from './rule-cases';
import { allowUndoesDeny } from '../../../src/analysis/rules/allow-undoes-deny';
import { portBypassesSidecar } from '../../../src/analysis/rules/port-bypasses-sidecar';
import { strictUndoneWithoutRecord } from '../../../src/analysis/rules/strict-undone-without-record';
import { deployment, namespace, peerAuthentication, PlainObject } from '../objects';

const ENROLLED = namespace('shop', { 'istio-injection': 'enabled' });
const WEB = { selector: { matchLabels: { app: 'web' } } };
const strict = (ofNamespace: string): PlainObject => peerAuthentication('strict', { mtls: { mode: 'STRICT' } }, { namespace: ofNamespace });

function annotated(annotations: PlainObject): PlainObject {
  const object = deployment('web', { app: 'web' });
  object.spec.template.metadata.annotations = annotations;
  return object;
}

function authorization(name: string, spec: PlainObject, ofNamespace = 'shop'): PlainObject {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace: ofNamespace }, spec };
}

describeRule(portBypassesSidecar, {
  'a port is excluded from interception': {
    objects: [ENROLLED, annotated({ 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' })],
    names: ['web'],
    says: /excludeInboundPorts "8080" of its pods leads traffic past the sidecar/,
  },
  'only some ports are intercepted': { objects: [ENROLLED, annotated({ 'traffic.sidecar.istio.io/includeInboundPorts': '8080' })], names: ['web'], says: /includeInboundPorts "8080"/ },
  'no port is intercepted': { objects: [ENROLLED, annotated({ 'traffic.sidecar.istio.io/includeInboundPorts': '' })], names: ['web'], says: /includeInboundPorts ""/ },
  'nothing is intercepted': { objects: [ENROLLED, annotated({ 'sidecar.istio.io/interceptionMode': 'NONE' })], names: ['web'], says: /interceptionMode "NONE"/ },
  'there is an agent and no proxy': { objects: [ENROLLED, annotated({ 'inject.istio.io/templates': 'grpc-agent' })], names: ['web'], says: /grpc-agent/ },
}, {
  'every port is intercepted': { objects: [ENROLLED, annotated({ 'traffic.sidecar.istio.io/includeInboundPorts': '*', 'traffic.sidecar.istio.io/excludeInboundPorts': '' })] },
  'only calls of the pod itself are excluded': { objects: [ENROLLED, annotated({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '5432' })] },
  'the namespace is not enrolled': { objects: [namespace('shop'), annotated({ 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' })] },
});

describeRule(allowUndoesDeny, {
  'a rule without conditions is beside a policy that denies by default': {
    objects: [authorization('deny', {}), authorization('all', { rules: [{}] })], names: ['all', 'deny'], says: /spec\.rules\[0\] has no condition/,
  },
  'it is one rule of several, for some pods': {
    objects: [authorization('deny', {}), authorization('all', { ...WEB, action: 'ALLOW', rules: [{ from: [{ source: { namespaces: ['a'] } }] }, { to: [] }] })],
    names: ['all', 'deny'],
    says: /spec\.rules\[1\]/,
  },
}, {
  'the rule has a condition': { objects: [authorization('deny', {}), authorization('some', { rules: [{ to: [{ operation: { paths: ['/health'] } }] }] })] },
  'nothing is denied by default': { objects: [authorization('all', { rules: [{}] })] },
  'the namespace that is closed is another one': { objects: [authorization('deny', {}, 'cart'), authorization('all', { rules: [{}] })] },
  'the policy denies': { objects: [authorization('deny', {}), authorization('none', { action: 'DENY', rules: [{}] })] },
});

describeRule(strictUndoneWithoutRecord, {
  'a workload is taken out of a strict namespace': {
    objects: [strict('shop'), peerAuthentication('web', { ...WEB, mtls: { mode: 'DISABLE' } })], names: ['web', 'strict'], says: /DISABLE lets callers .* although PeerAuthentication shop\/strict requires STRICT/,
  },
  'a port is taken out of a strict mesh': {
    objects: [strict('istio-system'), peerAuthentication('web', { ...WEB, portLevelMtls: { 9090: { mode: 'PERMISSIVE' } } })], names: ['web', 'strict'], says: /portLevelMtls/,
  },
  'a namespace is taken out of a strict mesh': {
    objects: [strict('istio-system'), peerAuthentication('shop', { mtls: { mode: 'PERMISSIVE' } })], names: ['shop', 'strict'], says: /PERMISSIVE/,
  },
}, {
  'nothing above is strict': { objects: [peerAuthentication('web', { ...WEB, mtls: { mode: 'DISABLE' } })] },
  'the exception is recorded': {
    objects: [strict('shop'), peerAuthentication('web', { ...WEB, mtls: { mode: 'DISABLE' } }, {
      annotations: { 'cdk8s-mtls.dev/exceptions': '[{"mode":"DISABLE","reason":"the old client","until":"2030-01-31"}]' },
    })],
  },
  'the workload is strict too': { objects: [strict('shop'), peerAuthentication('web', { ...WEB, mtls: { mode: 'STRICT' } })] },
});
