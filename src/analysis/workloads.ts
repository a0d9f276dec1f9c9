import { fieldAt, Fields, fieldsAt, integerAt, listAt, textAt, textMapAt } from './fields';
import { Inventory } from './inventory';
import { apiGroup, namespaceOf, SourcedManifest } from './manifest';
import { Labels } from './selector-index';
import { compareText } from '../core/compare-text';

/** A port that a container says it listens on. */
export interface ContainerPort {
  readonly number: number;
  readonly name?: string;
}

/** Something that runs pods: what its pods have in common. */
export interface Workload {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly serviceAccount: string;
  readonly ports: readonly ContainerPort[];
  /** The names of its containers, those that start first among them. */
  readonly containers: readonly string[];
  /** Whether its pods share the network of their host, where no sidecar can be. */
  readonly hostNetwork: boolean;
}

/** What policies look at to find out whether they are about a workload. */
export type Subject = Pick<Workload, 'namespace' | 'labels' | 'annotations'>;

const TEMPLATES: readonly (readonly [group: string, kind: string, ...path: string[]])[] = [
  ['', 'Pod'],
  ['', 'ReplicationController', 'spec', 'template'],
  ['apps', 'Deployment', 'spec', 'template'],
  ['apps', 'StatefulSet', 'spec', 'template'],
  ['apps', 'DaemonSet', 'spec', 'template'],
  ['apps', 'ReplicaSet', 'spec', 'template'],
  ['batch', 'Job', 'spec', 'template'],
  ['batch', 'CronJob', 'spec', 'jobTemplate', 'spec', 'template'],
];

/**
 * Every workload among the objects; of pods and what controls them, what controls them alone. By namespace and name,
 * so that nothing depends on how they are spread over files.
 */
export function workloads(inventory: Inventory): readonly Workload[] {
  return TEMPLATES.flatMap(([group, kind, ...path]) => inventory.ofKind(group, kind)
    .filter(object => !isControlled(object, inventory))
    .map(object => read(object, fieldAt(object.manifest, ...path))))
    .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.object.manifest.metadata.name, b.object.manifest.metadata.name));
}

/** The spec of the pods that a workload's object describes, and its path. */
export function podSpecOf({ manifest }: SourcedManifest): [Fields, string] {
  const path = manifest.kind === 'Pod' ? ['spec'] : manifest.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec'];
  return [fieldsAt(manifest, ...path), path.join('.')];
}

/** Whether an object is a workload, and not one that another workload among the objects made. */
function isControlled({ manifest }: SourcedManifest, inventory: Inventory): boolean {
  return listAt(manifest, 'metadata', 'ownerReferences').some(owner => {
    const kind = textAt(owner, 'kind');
    const name = textAt(owner, 'name');
    const group = apiGroup({ apiVersion: textAt(owner, 'apiVersion') ?? '' });
    return fieldAt(owner, 'controller') === true && kind !== undefined && name !== undefined
      && inventory.find(group, kind, manifest.metadata.namespace, name) !== undefined;
  });
}

function read(object: SourcedManifest, pod: unknown): Workload {
  const spec = fieldsAt(pod, 'spec');
  const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
  return {
    object,
    namespace: namespaceOf(object),
    labels: textMapAt(pod, 'metadata', 'labels'),
    annotations: textMapAt(pod, 'metadata', 'annotations'),
    serviceAccount: textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount') ?? 'default',
    ports: containers.flatMap(containerPorts),
    containers: containers.flatMap(container => textAt(container, 'name') ?? []),
    hostNetwork: spec.hostNetwork === true,
  };
}

function containerPorts(container: unknown): ContainerPort[] {
  return listAt(container, 'ports').flatMap(port => {
    const number = integerAt(port, 'containerPort');
    return number === undefined ? [] : [{ number, name: textAt(port, 'name') }];
  });
}
