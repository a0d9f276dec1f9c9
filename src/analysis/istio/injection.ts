import { Inventory } from '../inventory';
import { IstioSettings } from './settings';
import { Reason } from '../../core/flow';
import { within } from '../field-problem';
import { textAt } from '../fields';
import { referenceTo } from '../manifest';
import { Workload } from '../workloads';

/** Which proxy the pods of a workload get. */
export enum Proxy {
  /** One in each pod. */
  SIDECAR = 'sidecar',
  /** The pod is itself a proxy of the mesh. */
  GATEWAY = 'gateway',
  NONE = 'none',
  /** Of another data plane than Istio's sidecars. */
  OTHER = 'other',
  /** The objects do not say. */
  UNKNOWN = 'unknown',
}

/** Which proxy, and why. */
export interface Injection {
  readonly proxy: Proxy;
  readonly because: Reason;
}

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const NAMESPACE_INJECTION = 'istio-injection';
/** Istio's webhook never touches these. */
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/**
 * The proxy of a workload's pods, decided as Istio's webhook decides it: by its
 * selectors for namespace and pod, then by the annotation and the host's network.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function injectionOf(workload: Workload, inventory: Inventory, { enrolledNamespaces }: Required<IstioSettings>): Injection {
  const { object, namespace, labels, annotations, containers } = workload;
  const because = (statement: string, field?: string): Reason => ({ statement, object: referenceTo(object.manifest, field) });
  const template = podPath(object.manifest.kind);
  if (containers.includes('istio-proxy')) {
    const gateway = isGateway(workload);
    return {
      proxy: gateway ? Proxy.GATEWAY : Proxy.SIDECAR,
      because: because(gateway ? 'its pods are a gateway of the mesh: they run istio-proxy as their own container' : 'its pods have the container istio-proxy', `${template}spec.containers`),
    };
  }
  if (workload.hostNetwork) {
    return { proxy: Proxy.NONE, because: because('its pods use the network of their host, where no sidecar is injected', `${template}spec.hostNetwork`) };
  }
  if (SYSTEM.has(namespace)) {
    return { proxy: Proxy.NONE, because: { statement: `no sidecar is injected in the namespace ${JSON.stringify(namespace)} of Kubernetes itself` } };
  }
  const label = labels.get(INJECT);
  const labelField = `${template}${within('metadata.labels', INJECT)}`;
  if (label === 'false') {
    return { proxy: Proxy.NONE, because: because(`the label ${INJECT} "false" of its pods keeps the sidecar out`, labelField) };
  }
  const home = inventory.find('', 'Namespace', undefined, namespace);
  const decided = webhookSelects(workload, home && ((key: string) => textAt(home.manifest, 'metadata', 'labels', key)), enrolledNamespaces.includes(namespace));
  if (typeof decided === 'string') {
    const reason = home ? { statement: decided, object: referenceTo(home.manifest, 'metadata.labels') } : { statement: decided };
    return { proxy: home && isOtherMesh(home.manifest, labels) ? Proxy.OTHER : home ? Proxy.NONE : Proxy.UNKNOWN, because: reason };
  }
  if (label !== 'true' && annotations.get(INJECT) === 'false') {
    return { proxy: Proxy.NONE, because: because(`the annotation ${INJECT} "false" of its pods keeps the sidecar out`, `${template}${within('metadata.annotations', INJECT)}`) };
  }
  const how = decided.field === undefined
    ? because(`the label ${INJECT} "true" of its pods asks for a sidecar`, labelField)
    : { statement: `namespace ${JSON.stringify(namespace)} is enrolled: ${decided.field}`, ...home ? { object: referenceTo(home.manifest, 'metadata.labels') } : {} };
  return isGateway(workload)
    ? { proxy: Proxy.GATEWAY, because: because('its pods are a gateway of the mesh', `${template}${within('metadata.annotations', 'inject.istio.io/templates')}`) }
    : { proxy: Proxy.SIDECAR, because: how };
}

/** Where in an object of a kind the pod is described, up to and with the last dot. */
function podPath(kind: string): string {
  return kind === 'Pod' ? '' : kind === 'CronJob' ? 'spec.jobTemplate.spec.template.' : 'spec.template.';
}

function isGateway({ annotations, labels, containers }: Workload): boolean {
  const templates = annotations.get('inject.istio.io/templates')?.split(',').map(template => template.trim());
  return templates?.includes('gateway') ?? (containers.length === 1 && containers[0] === 'istio-proxy' && labels.has('istio'));
}

function isOtherMesh(namespace: unknown, pod: Workload['labels']): boolean {
  const mode = pod.get('istio.io/dataplane-mode') ?? textAt(namespace, 'metadata', 'labels', 'istio.io/dataplane-mode');
  return mode === 'ambient' || [textAt(namespace, 'metadata', 'annotations', 'linkerd.io/inject')].some(inject => inject === 'enabled' || inject === 'ingress');
}

/** By which label the webhook is called for a pod; a sentence if it is not, or if nobody can tell. */
function webhookSelects({ namespace, labels }: Workload, home: ((key: string) => string | undefined) | undefined, assumed: boolean): { field?: string } | string {
  const injection = home?.(NAMESPACE_INJECTION);
  const revision = home?.(REVISION);
  if (injection === 'enabled' || (injection === undefined && revision !== undefined)) {
    return { field: injection === 'enabled' ? `${NAMESPACE_INJECTION}=enabled` : `${REVISION}=${revision}` };
  }
  if (injection !== undefined) {
    return `namespace ${JSON.stringify(namespace)} is not enrolled: its label ${NAMESPACE_INJECTION} is ${JSON.stringify(injection)}`;
  }
  if (labels.has(REVISION) || labels.get(INJECT) === 'true') {
    return {};
  }
  if (assumed) {
    return { field: 'you said so' };
  }
  return home
    ? `namespace ${JSON.stringify(namespace)} is not enrolled: it has no label ${NAMESPACE_INJECTION} or ${REVISION}`
    : `whether namespace ${JSON.stringify(namespace)} is enrolled is not known: its Namespace is not among the manifests`;
}
