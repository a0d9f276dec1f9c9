import { fieldAt, integerAt, listAt, textAt, textMapAt } from './fields';
import { Inventory } from './inventory';
import { SourcedManifest } from './manifest';
import { Labels } from './selector-index';

/** A port that a container says it listens on. */
export interface ContainerPort {
  readonly number: number;
  readonly name?: string;
}

/** Something that runs pods: their labels and ports. */
export interface Workload {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly ports: readonly ContainerPort[];
}

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

/** Every workload among the objects. */
export function workloads(inventory: Inventory): readonly Workload[] {
  return TEMPLATES.flatMap(([group, kind, ...path]) => inventory.ofKind(group, kind).map(object => {
    const pod = fieldAt(object.manifest, ...path);
    return {
      object,
      namespace: object.manifest.metadata.namespace ?? '',
      labels: textMapAt(pod, 'metadata', 'labels'),
      annotations: textMapAt(pod, 'metadata', 'annotations'),
      ports: [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')].flatMap(containerPorts),
    };
  }));
}

function containerPorts(container: unknown): ContainerPort[] {
  return listAt(container, 'ports').flatMap(port => {
    const number = integerAt(port, 'containerPort');
    return number === undefined ? [] : [{ number, name: textAt(port, 'name') }];
  });
}
