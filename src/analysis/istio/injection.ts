import { IstioSettings } from './settings';
import { ObjectReference } from '../../core/finding';
import { Reason } from '../../core/flow';
import { within } from '../field-problem';
import { textAt } from '../fields';
import { Inventory } from '../inventory';
import { referenceTo, SourcedManifest } from '../manifest';
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
const TEMPLATES = 'inject.istio.io/templates';
/** Istio's webhook never touches these. */
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/**
 * The proxy of a workload's pods, decided as Istio's webhook decides it: by its
 * selectors for namespace and pod, then by the annotation and the host's network.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function injectionOf(workload: Workload, inventory: Inventory, { enrolledNamespaces }: Required<IstioSettings>): Injection {
  if (workload.containers.includes('istio-proxy')) {
    return withProxy(workload, { statement: 'its pods have the container istio-proxy', object: inPod(workload, 'spec.containers') });
  }
  const home = inventory.find('', 'Namespace', undefined, workload.namespace);
  return keptOut(workload) ?? injectedBy(workload, home, enrolledNamespaces.includes(workload.namespace));
}

/** Why no webhook touches the pods, whatever their namespace says. */
function keptOut(workload: Workload): Injection | undefined {
  const { namespace, labels, annotations, hostNetwork } = workload;
  const none = (statement: string, object?: ObjectReference): Injection =>
    ({ proxy: Proxy.NONE, because: { statement, ...object ? { object } : {} } });
  if (hostNetwork) {
    return none('its pods use the network of their host, where no sidecar is injected', inPod(workload, 'spec.hostNetwork'));
  }
  if (SYSTEM.has(namespace)) {
    return none(`no sidecar is injected in the namespace ${JSON.stringify(namespace)} of Kubernetes itself`);
  }
  if (labels.get(INJECT) === 'false') {
    return none(`the label ${INJECT} "false" of its pods keeps the sidecar out`, inPod(workload, within('metadata.labels', INJECT)));
  }
  if (labels.get(INJECT) !== 'true' && annotations.get(INJECT) === 'false') {
    return none(`the annotation ${INJECT} "false" of its pods keeps the sidecar out`, inPod(workload, within('metadata.annotations', INJECT)));
  }
  return undefined;
}

/** What the webhook does with pods that nothing keeps out, by the labels of their namespace and their own. */
function injectedBy(workload: Workload, home: SourcedManifest | undefined, isAssumed: boolean): Injection {
  const { namespace, labels } = workload;
  const name = JSON.stringify(namespace);
  const ofNamespace = (statement: string): Reason => ({ statement, ...home ? { object: referenceTo(home.manifest, 'metadata.labels') } : {} });
  const injection = textAt(home?.manifest, 'metadata', 'labels', NAMESPACE_INJECTION);
  const revision = textAt(home?.manifest, 'metadata', 'labels', REVISION);
  if (injection === 'enabled') {
    return withProxy(workload, ofNamespace(`namespace ${name} is enrolled: ${NAMESPACE_INJECTION}=enabled`));
  }
  if (injection !== undefined) {
    return { proxy: Proxy.NONE, because: ofNamespace(`namespace ${name} is not enrolled: its label ${NAMESPACE_INJECTION} is ${JSON.stringify(injection)}`) };
  }
  if (revision !== undefined) {
    return withProxy(workload, ofNamespace(`namespace ${name} is enrolled: ${REVISION}=${revision}`));
  }
  const own = [REVISION, INJECT].find(label => labels.has(label) && (label === REVISION || labels.get(label) === 'true'));
  if (own) {
    return withProxy(workload, { statement: `the label ${own} of its pods asks for a sidecar`, object: inPod(workload, within('metadata.labels', own)) });
  }
  if (isAssumed) {
    return withProxy(workload, { statement: `namespace ${name} is enrolled: you said so` });
  }
  if (!home) {
    return { proxy: Proxy.UNKNOWN, because: { statement: `whether namespace ${name} is enrolled is not known: its Namespace is not among the manifests` } };
  }
  const other = otherMesh(home, labels);
  return other
    ? { proxy: Proxy.OTHER, because: ofNamespace(`namespace ${name} is in another data plane, which is not evaluated: ${other}`) }
    : { proxy: Proxy.NONE, because: ofNamespace(`namespace ${name} is not enrolled: it has no label ${NAMESPACE_INJECTION} or ${REVISION}`) };
}

function withProxy(workload: Workload, because: Reason): Injection {
  const { annotations, containers, labels } = workload;
  const templates = annotations.get(TEMPLATES)?.split(',').map(template => template.trim());
  const isGateway = templates?.includes('gateway') ?? (containers.length === 1 && containers[0] === 'istio-proxy' && labels.has('istio'));
  return isGateway
    ? { proxy: Proxy.GATEWAY, because: { statement: 'its pods are a gateway of the mesh', object: inPod(workload, 'spec.containers') } }
    : { proxy: Proxy.SIDECAR, because };
}

/** By what a namespace or pod is in a data plane whose semantics are not known here. */
function otherMesh({ manifest }: SourcedManifest, pod: Workload['labels']): string | undefined {
  const mode = pod.get('istio.io/dataplane-mode') ?? textAt(manifest, 'metadata', 'labels', 'istio.io/dataplane-mode');
  if (mode === 'ambient') {
    return 'istio.io/dataplane-mode=ambient';
  }
  const linkerd = textAt(manifest, 'metadata', 'annotations', 'linkerd.io/inject');
  return linkerd === 'enabled' || linkerd === 'ingress' ? `linkerd.io/inject=${linkerd}` : undefined;
}

/** A field of the pods that a workload describes. */
function inPod({ object: { manifest } }: Workload, field: string): ObjectReference {
  const path = manifest.kind === 'Pod' ? '' : manifest.kind === 'CronJob' ? 'spec.jobTemplate.spec.template.' : 'spec.template.';
  return referenceTo(manifest, path + field);
}
