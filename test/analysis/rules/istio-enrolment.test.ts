import { describeRule } from './rule-cases';
import { headlessPlaintext } from '../../../src/analysis/rules/headless-plaintext';
import { headlessRefused } from '../../../src/analysis/rules/headless-refused';
import { jobNeverEnds } from '../../../src/analysis/rules/job-never-ends';
import { scrapeRefused } from '../../../src/analysis/rules/scrape-refused';
import { serverFirstPort } from '../../../src/analysis/rules/server-first-port';
import { webhookBehindStrict } from '../../../src/analysis/rules/webhook-behind-strict';
import { workloadOutsideMesh } from '../../../src/analysis/rules/workload-outside-mesh';
import { deployment, destinationRule, namespace, peerAuthentication, PlainObject, service } from '../objects';

const WEB = { app: 'web' };
const OUT = { 'sidecar.istio.io/inject': 'false' };
const ENROLLED = namespace('shop', { 'istio-injection': 'enabled' });
const PODS = deployment('web', WEB, [{ name: 'http', containerPort: 8080 }]);
const STRICT = peerAuthentication('strict', { mtls: { mode: 'STRICT' } });
const RECORD = { 'cdk8s-mtls.dev/exceptions': '[{"mode":"DISABLE","reason":"a licence of the host","until":"2030-01-31"}]' };
const open = (port: number, mode = 'PERMISSIVE'): PlainObject => peerAuthentication('open', { selector: { matchLabels: WEB }, portLevelMtls: { [port]: { mode } } });

function annotated(object: PlainObject, annotations: PlainObject): PlainObject {
  const copy = structuredClone(object);
  copy.spec.template.metadata.annotations = annotations;
  return copy;
}

describeRule(workloadOutsideMesh, {
  'the pods keep the sidecar out': { objects: [ENROLLED, deployment('web', { ...WEB, ...OUT })], names: ['web', 'shop'], says: /has no sidecar, although namespace "shop" is enrolled \(the label sidecar\.istio\.io\/inject "false"/ },
  'an annotation does so': { objects: [ENROLLED, annotated(PODS, OUT)], names: ['web', 'shop'], says: /annotation/ },
  'they use the network of the host': {
    objects: [ENROLLED, { ...PODS, spec: { template: { metadata: { labels: WEB }, spec: { hostNetwork: true, containers: [{ name: 'web' }] } } } }], names: ['web', 'shop'], says: /network of their host/,
  },
}, {
  'they have a sidecar': { objects: [ENROLLED, PODS] },
  'the exception is recorded': { objects: [ENROLLED, { ...deployment('web', { ...WEB, ...OUT }), metadata: { name: 'web', namespace: 'shop', annotations: RECORD } }] },
  'they run to an end': { objects: [ENROLLED, { ...deployment('web', { ...WEB, ...OUT }), apiVersion: 'batch/v1', kind: 'Job' }] },
  'the namespace is not enrolled': { objects: [namespace('shop'), deployment('web', { ...WEB, ...OUT })] },
  'the namespace is not among the objects': { objects: [deployment('web', { ...WEB, ...OUT })] },
});

const behind = (port: PlainObject): PlainObject => service('web', WEB, [port]);

describeRule(serverFirstPort, {
  'the name says what it is, but not that it is TCP': { objects: [ENROLLED, PODS, behind({ name: 'smtp', port: 1025, targetPort: 8080 })], names: ['web', 'web'], says: /port 1025 "smtp" seems to carry a protocol in which the server speaks first, but does not say that it is TCP/ },
  'the number does': { objects: [ENROLLED, PODS, behind({ port: 22, targetPort: 8080 })], names: ['web', 'web'], says: /port 22/ },
  'the pods listen on such a number': { objects: [ENROLLED, PODS, behind({ name: 'db', port: 13306, targetPort: 3306 })], names: ['web', 'web'], says: /13306/ },
  'it is TCP and open to plaintext': { objects: [ENROLLED, PODS, open(3306), behind({ name: 'mysql', port: 3306 })], names: ['web', 'web'], says: /is open to plaintext there, which hangs/ },
}, {
  'it says that it is TCP': { objects: [ENROLLED, PODS, behind({ name: 'tcp-smtp', port: 25 })] },
  'appProtocol says so': { objects: [ENROLLED, PODS, behind({ name: 'smtp', port: 1025, appProtocol: 'tcp' })] },
  'Istio knows the number': { objects: [ENROLLED, PODS, behind({ port: 3306 })] },
  'the client speaks first': { objects: [ENROLLED, PODS, behind({ name: 'redis', port: 6379 }), open(6379)] },
  'the pods have no sidecar': { objects: [namespace('shop'), PODS, behind({ name: 'smtp', port: 1025 })] },
  'it is HTTP': { objects: [ENROLLED, PODS, behind({ name: 'http-mysql', port: 80 })] },
});

const WEBHOOK = service('hook', WEB, [{ name: 'https', port: 443, targetPort: 8080 }]);
const CLIENT = { clientConfig: { service: { namespace: 'shop', name: 'hook' } } };
const webhooks = (kind: string, webhook: PlainObject = CLIENT): PlainObject => ({ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: 'checks' }, webhooks: [webhook] });

describeRule(webhookBehindStrict, {
  'the namespace is strict': {
    objects: [ENROLLED, PODS, WEBHOOK, STRICT, webhooks('ValidatingWebhookConfiguration')],
    names: ['checks', 'hook', 'web'],
    says: /webhooks\[0\]\.clientConfig\.service is Service shop\/hook, but port 8080 of Deployment shop\/web refuses the API server \(STRICT for the namespace/,
  },
  'it changes objects': { objects: [ENROLLED, PODS, WEBHOOK, STRICT, webhooks('MutatingWebhookConfiguration')], names: ['checks', 'hook', 'web'], says: /STRICT/ },
  'it serves an API': {
    objects: [ENROLLED, PODS, WEBHOOK, STRICT, { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: 'v1.example.com' }, spec: { service: CLIENT.clientConfig.service } }], names: ['v1.example.com', 'hook', 'web'], says: /spec\.service/,
  },
  'it converts objects': {
    objects: [ENROLLED, PODS, WEBHOOK, STRICT, { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a.example.com' }, spec: { conversion: { webhook: CLIENT } } }], names: ['a.example.com', 'hook', 'web'], says: /spec\.conversion/,
  },
  'a policy asks who calls': {
    objects: [ENROLLED, PODS, WEBHOOK, { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'deny', namespace: 'shop' }, spec: {} }, webhooks('ValidatingWebhookConfiguration')], names: ['checks', 'hook', 'web'], says: /no rule of AuthorizationPolicy shop\/deny/,
  },
}, {
  'the port is open': { objects: [ENROLLED, PODS, WEBHOOK, STRICT, open(8080), webhooks('ValidatingWebhookConfiguration')] },
  'the pods have no sidecar': { objects: [namespace('shop'), PODS, WEBHOOK, STRICT, webhooks('ValidatingWebhookConfiguration')] },
  'whether they have one is not known': { objects: [PODS, WEBHOOK, STRICT, webhooks('ValidatingWebhookConfiguration')] },
  'the port is taken out of the sidecar\'s traffic': { objects: [ENROLLED, annotated(PODS, { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' }), WEBHOOK, STRICT, webhooks('ValidatingWebhookConfiguration')] },
  'it is called by its address': { objects: [ENROLLED, PODS, WEBHOOK, STRICT, webhooks('ValidatingWebhookConfiguration', { clientConfig: { url: 'https://hook.example.com' } })] },
  'another Service is called': { objects: [ENROLLED, PODS, WEBHOOK, STRICT, webhooks('ValidatingWebhookConfiguration', { clientConfig: { service: { namespace: 'cart', name: 'hook' } } })] },
});

const SCRAPED = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' };
const APART = { ...SCRAPED, 'prometheus.istio.io/merge-metrics': 'false' };
const monitor = (kind: string, spec: PlainObject): PlainObject => ({ apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { name: 'metrics', namespace: 'shop' }, spec: { selector: { matchLabels: WEB }, ...spec } });
const LABELLED = { ...service('web', WEB, [{ name: 'http', port: 80, targetPort: 8080 }]), metadata: { name: 'web', namespace: 'shop', labels: WEB } };

describeRule(scrapeRefused, {
  'annotations name a strict port': { objects: [ENROLLED, annotated(PODS, APART), STRICT], names: ['web'], says: /lets Prometheus read port 8080 of Deployment shop\/web in plaintext, which is refused \(STRICT for the namespace/ },
  'a ServiceMonitor does': { objects: [ENROLLED, PODS, LABELLED, STRICT, monitor('ServiceMonitor', { endpoints: [{ port: 'http' }] })], names: ['metrics', 'web'], says: /ServiceMonitor shop\/metrics: spec\.endpoints\[0\] lets Prometheus read port 8080/ },
  'a PodMonitor does': { objects: [ENROLLED, PODS, STRICT, monitor('PodMonitor', { podMetricsEndpoints: [{ port: 'http' }] })], names: ['metrics', 'web'], says: /spec\.podMetricsEndpoints\[0\]/ },
  'a PodMonitor of another namespace does': {
    objects: [ENROLLED, PODS, STRICT, { ...monitor('PodMonitor', { namespaceSelector: { any: true }, podMetricsEndpoints: [{ portNumber: 8080 }] }), metadata: { name: 'metrics', namespace: 'monitoring' } }], names: ['metrics', 'web'], says: /monitoring\/metrics/,
  },
}, {
  'Istio offers the metrics itself': { objects: [ENROLLED, annotated(PODS, SCRAPED), STRICT] },
  'the port is open': { objects: [ENROLLED, annotated(PODS, APART), STRICT, open(8080)] },
  'the sidecar\'s own port is read': { objects: [ENROLLED, PODS, STRICT, monitor('PodMonitor', { podMetricsEndpoints: [{ portNumber: 15020 }] })] },
  'Prometheus has a certificate': { objects: [ENROLLED, PODS, LABELLED, STRICT, monitor('ServiceMonitor', { endpoints: [{ port: 'http', scheme: 'https' }] })] },
  'the monitor is for other pods': { objects: [ENROLLED, PODS, STRICT, monitor('PodMonitor', { selector: { matchLabels: { app: 'cart' } }, podMetricsEndpoints: [{ port: 'http' }] })] },
  'the monitor is for another namespace': { objects: [ENROLLED, PODS, STRICT, monitor('PodMonitor', { namespaceSelector: { matchNames: ['cart'] }, podMetricsEndpoints: [{ port: 'http' }] })] },
  'the server is permissive': { objects: [ENROLLED, annotated(PODS, APART)] },
});

function job(annotations: PlainObject, containers: PlainObject[], kind = 'Job'): PlainObject {
  const template = { metadata: { annotations }, spec: { containers } };
  return { apiVersion: 'batch/v1', kind, metadata: { name: 'report', namespace: 'shop' }, spec: kind === 'Job' ? { template } : { jobTemplate: { spec: { template } } } };
}

const NOT_NATIVE = { 'sidecar.istio.io/nativeSidecar': 'false' };

describeRule(jobNeverEnds, {
  'it asks for an ordinary sidecar': { objects: [ENROLLED, job(NOT_NATIVE, [{ name: 'report' }])], names: ['report'], says: /nativeSidecar of its pods is "false", so that the sidecar runs on/ },
  'it runs on a schedule': { objects: [ENROLLED, job(NOT_NATIVE, [{ name: 'report' }], 'CronJob')], names: ['report'], says: /CronJob shop\/report/ },
  'it brings its own': { objects: [job({}, [{ name: 'report' }, { name: 'istio-proxy' }])], names: ['report'], says: /an ordinary container istio-proxy/ },
}, {
  'Istio chooses': { objects: [ENROLLED, job({}, [{ name: 'report' }])] },
  'it ends the sidecar': { objects: [ENROLLED, job(NOT_NATIVE, [{ name: 'report', command: ['sh', '-c', 'report; curl -X POST localhost:15020/quitquitquit'] }])] },
  'it has no sidecar': { objects: [namespace('shop'), job(NOT_NATIVE, [{ name: 'report' }])] },
  'it is meant to run on': { objects: [ENROLLED, annotated(PODS, NOT_NATIVE)] },
});

const HEADLESS = { ...service('web', WEB, [{ name: 'tcp', port: 8080 }]), spec: { selector: WEB, clusterIP: 'None', ports: [{ name: 'tcp', port: 8080 }] } };
const APART_PODS = deployment('old', { ...WEB, ...OUT }, [{ containerPort: 8080 }]);

describeRule(headlessRefused, {
  'a strict pod is beside one without a sidecar': {
    objects: [ENROLLED, PODS, APART_PODS, HEADLESS, STRICT], names: ['web', 'web', 'old'], says: /is headless, and callers send plaintext to all pods behind port 8080, which Deployment shop\/web refuses \(STRICT/,
  },
  'the port of one takes no mutual TLS': { objects: [ENROLLED, PODS, HEADLESS, open(8080, 'DISABLE')], names: ['web', 'web'], says: /callers send mutual TLS to all pods .* refuses \(DISABLE for port 8080/ },
}, {
  'all have a sidecar': { objects: [ENROLLED, PODS, HEADLESS, STRICT] },
  'none has': { objects: [namespace('shop'), PODS, APART_PODS, HEADLESS, STRICT] },
  'callers are told by a rule': { objects: [ENROLLED, PODS, HEADLESS, open(8080, 'DISABLE'), destinationRule('web', { host: 'web', trafficPolicy: { tls: { mode: 'DISABLE' } } })] },
  'the Service has an address of its own': { objects: [ENROLLED, PODS, APART_PODS, service('web', WEB, [{ port: 8080 }]), STRICT] },
  'the whole namespace takes no mutual TLS': { objects: [ENROLLED, PODS, HEADLESS, peerAuthentication('off', { mtls: { mode: 'DISABLE' } })] },
});

describeRule(headlessPlaintext, {
  'a permissive pod is beside one without a sidecar': { objects: [ENROLLED, PODS, APART_PODS, HEADLESS], names: ['web', 'old', 'web'], says: /Deployment shop\/old behind port 8080 has no sidecar, so that callers send plaintext to Deployment shop\/web too/ },
}, {
  'all have a sidecar': { objects: [ENROLLED, PODS, deployment('old', WEB), HEADLESS] },
  'the Service has an address of its own': { objects: [ENROLLED, PODS, APART_PODS, service('web', WEB, [{ port: 8080 }])] },
  'the pods refuse it, which is another rule\'s': { objects: [ENROLLED, PODS, APART_PODS, HEADLESS, STRICT] },
});
