import type { MeshWorkload } from './mesh-workload';
import { usageError } from '../core/usage-error';

/**
 * Other workloads that the policies of a workload apply to as well, because its
 * labels select their pods: what is allowed to the one is allowed to the other.
 */
export function sharedPodsProblems(workload: MeshWorkload): string[] {
  const others = workload.namespace._workloadsBehind(workload.labels)
    .filter(other => other !== workload && other.enrolled && (other.ports.length > 0 || other._hasPolicies));
  if (!workload._hasPolicies || others.length === 0) {
    return [];
  }
  const labels = Object.entries(workload.labels).map(([key, value]) => `${key}: ${value}`).join(', ');
  return [usageError(undefined,
    `labels { ${labels} }`,
    `they also select the pods of ${others.map(({ name }) => name).join(', ')}, so what is said of "${workload.name}" is true there too`,
    `Name a label that only the pods of "${workload.name}" have; or, if they are meant to be alike, describe all of these pods as one workload.`,
  ).message];
}
