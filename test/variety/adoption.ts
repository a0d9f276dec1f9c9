import { ApiObject, Chart } from 'cdk8s';
import { Manifest, varieties, variety, VarietyCase } from './case';
import { IssuerChain, IstioMesh, MeshNamespace } from '../../src';

function shopIn(chart: Chart): MeshNamespace {
  return new IstioMesh(chart, 'mesh', { certificates: new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com' }) }).addNamespace('shop');
}

/** Has the namespace adopt these objects, which are put into a chart without a namespace. */
function adopt(chart: Chart, objects: Manifest[]): void {
  const shop = shopIn(chart);
  const application = new Chart(chart, 'application');
  objects.forEach((object, index) => new ApiObject(application, `object-${index}`, object as any));
  shop.adopt(application).filter(workload => workload.enrolled).forEach(workload => workload.allowFrom(shop));
}

const labels = { app: 'cart' };
const selector = { matchLabels: labels };
const container = { name: 'cart', image: 'registry.example.com/cart:1', ports: [{ name: 'http-main', containerPort: 8080 }] };
const template = (change: Manifest = {}, metadata: Manifest = {}): Manifest => ({
  metadata: { labels, ...metadata }, spec: { containers: [container], ...change },
});
const deployment = (name: string, change: Manifest = {}, metadata: Manifest = {}): Manifest => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector, template: template(change, metadata) },
});
const service = (name: string, spec: Manifest): Manifest => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });

const job = { metadata: { labels }, spec: { containers: [container], restartPolicy: 'Never' } };
const kinds: Record<string, Manifest> = {
  Deployment: deployment('cart'),
  StatefulSet: { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'cart' }, spec: { serviceName: 'cart', selector, template: template() } },
  DaemonSet: { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'cart' }, spec: { selector, template: template() } },
  ReplicaSet: { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'cart' }, spec: { selector, template: template() } },
  Job: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'cart' }, spec: { template: job } },
  CronJob: { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'cart' }, spec: { schedule: '0 2 * * *', jobTemplate: { spec: { template: job } } } },
  Pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart', labels }, spec: { containers: [container], serviceAccountName: 'default', automountServiceAccountToken: false } },
};

const pods: Record<string, Manifest> = {
  'a service account': deployment('cart', { serviceAccountName: 'cart' }),
  'a label against the sidecar': deployment('cart', {}, { labels: { ...labels, 'sidecar.istio.io/inject': 'false' } }),
  'an annotation against the sidecar': deployment('cart', {}, { annotations: { 'sidecar.istio.io/inject': 'false' } }),
  'the network of the host': deployment('cart', { hostNetwork: true, containers: [{ ...container, ports: [{ containerPort: 8080, hostPort: 8080 }] }] }),
  'ports of every protocol': deployment('cart', {
    containers: [{ ...container, ports: ['http', 'http2', 'grpc', 'https', 'tls', 'tcp'].map((name, index) => ({ name: `${name}-main`, containerPort: 8000 + index })) }],
  }),
  'ports without names': deployment('cart', { containers: [{ ...container, ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }, { containerPort: 81, protocol: 'TCP' }] }] }),
  'no ports': deployment('cart', { containers: [{ name: 'cart', image: 'registry.example.com/cart:1' }] }),
  'init containers': deployment('cart', {
    initContainers: [{ ...container, name: 'once', ports: [{ containerPort: 7000 }] }, { ...container, name: 'beside', restartPolicy: 'Always', ports: [{ containerPort: 9090 }] }],
  }),
  'a selector of conditions': {
    ...deployment('cart'), spec: { selector: { ...selector, matchExpressions: [{ key: 'app', operator: 'Exists' }] }, template: template({}, { labels: { ...labels, version: 'v1' } }) },
  },
  'a version': { ...deployment('cart'), spec: { selector, template: template({}, { labels: { ...labels, version: 'v1' } }) } },
};

const services: Record<string, Manifest> = {
  'a port': service('cart', { selector: labels, ports: [{ port: 8080 }] }),
  'a target port': service('cart', { selector: labels, ports: [{ port: 80, targetPort: 8080 }] }),
  'a target port that no container declares': service('cart', { selector: labels, ports: [{ port: 80, targetPort: 9999 }] }),
  'a named target port': service('cart', { selector: labels, ports: [{ port: 80, targetPort: 'http-main' }] }),
  'protocols': service('cart', { selector: labels, ports: [{ name: 'tcp', port: 80, protocol: 'TCP' }, { name: 'udp', port: 53, protocol: 'UDP' }] }),
  'no address': service('cart', { clusterIP: 'None', selector: labels, ports: [{ port: 8080 }] }),
  'a name outside': service('cart', { type: 'ExternalName', externalName: 'cart.example.com' }),
  'no selector': service('cart', { ports: [{ port: 8080 }] }),
};

/** Every branch of adopting what is there already. */
export function adoptionVariety(): VarietyCase[] {
  return [
    ...varieties('an adopted', kinds, (chart, object) => adopt(chart, [object])),
    ...varieties('an adopted workload with', pods, (chart, object) => adopt(chart, [object, services['a target port']])),
    ...varieties('an adopted Service with', services, (chart, object) => adopt(chart, [object, deployment('cart')])),
    variety('adopted workloads of two kinds with one name', chart => adopt(chart, [
      deployment('cart'),
      { ...kinds.StatefulSet, spec: { serviceName: 'cart', selector: { matchLabels: { app: 'store' } }, template: template({}, { labels: { app: 'store' } }) } },
    ])),
    variety('everything else beside adopted workloads', chart => adopt(chart, [
      deployment('cart'),
      { ...deployment('elsewhere'), metadata: { name: 'elsewhere', namespace: 'payments' } },
      { ...deployment('here'), metadata: { name: 'here', namespace: 'shop' }, spec: { selector: { matchLabels: { app: 'here' } }, template: template({}, { labels: { app: 'here' } }) } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { colour: 'blue' } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'another' } },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'closed' }, spec: { podSelector: {} } },
      { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name: 'own', namespace: 'shop' }, spec: { selfSigned: {} } },
    ])),
  ];
}
