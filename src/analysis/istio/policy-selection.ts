import { ISTIO_NETWORKING } from './kinds';
import { meshView } from './mesh';
import { peerAuthentications } from './peer-authentications';
import { append } from '../../core/multi-map';
import { namespaceOf, SourcedManifest } from '../manifest';
import { labelsOfWorkloadEntry } from '../network/backends';
import { Workload, workloads } from '../workloads';

/** The workloads that policies with a selector select, outside the root namespace. */
export interface PolicySelection {
  /** The workloads among the objects that a policy selects. */
  of(policy: SourcedManifest): readonly Workload[];
  /** Whether a policy selects anything among the objects: a workload, or one that is registered by hand. */
  isUsed(policy: SourcedManifest): boolean;
}

export const policySelection = meshView((mesh, inventory): PolicySelection => {
  const selected = new Map<SourcedManifest, Workload[]>();
  const registered = new Set<SourcedManifest>();
  const { bySelector } = inventory.view(peerAuthentications);
  const policiesFor = (namespace: string, labels: Workload['labels']): SourcedManifest[] => [
    ...bySelector.selecting(namespace, labels).flat(),
    ...mesh.policies.for({ namespace, labels, annotations: new Map() }).filter(({ selector }) => selector.size > 0),
  ].map(({ object }) => object);
  for (const workload of inventory.view(workloads)) {
    policiesFor(workload.namespace, workload.labels).forEach(policy => append(selected, policy, workload));
  }
  for (const entry of inventory.ofKind(ISTIO_NETWORKING, 'WorkloadEntry')) {
    policiesFor(namespaceOf(entry), labelsOfWorkloadEntry(entry)).forEach(policy => registered.add(policy));
  }
  return {
    of: policy => selected.get(policy) ?? [],
    isUsed: policy => selected.has(policy) || registered.has(policy),
  };
});
