import { Severity } from '../../../core/finding';
import { enrolmentOf } from '../../enrolment';
import { workloads } from '../../workloads';
import { Cluster, pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';

/** A namespace that is in the mesh in one cluster, and not in another. */
export const enrolledInOneCluster: ClusterRule = {
  code: 'MTLS0807',
  severity: Severity.WARNING,
  title: 'A namespace is enrolled in one cluster, and not in another',
  explanation: 'A namespace of one name is one and the same to the mesh: its Services are served by the pods of all clusters. Where some of these have no sidecar, the same call is mutual TLS or plaintext by the pod that happens to answer; policies are enforced at some and not at others; and pods without a sidecar get no calls from another network at all.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      for (const object of first.inventory.ofKind('', 'Namespace')) {
        const { name } = object.manifest.metadata;
        const same = second.inventory.find('', 'Namespace', undefined, name);
        const sides = same ? [{ cluster: first, object }, { cluster: second, object: same }] : [];
        const [outside, ...more] = sides.filter(side => enrolmentOf(side.object) === undefined && hasPods(side.cluster, name));
        const inside = sides.find(side => enrolmentOf(side.object) !== undefined);
        if (outside && more.length === 0 && inside) {
          yield {
            ...outside,
            field: 'metadata.labels',
            others: [inside],
            message: `Namespace ${name} is not enrolled in ${outside.cluster.name}, where it has pods; in ${inside.cluster.name} it is: ${enrolmentOf(inside.object)}`,
            fix: `Enrol it in ${outside.cluster.name} too; or give what does not belong to the mesh a namespace of another name.`,
          };
        }
      }
    }
  },
};

function hasPods({ inventory }: Cluster, namespace: string): boolean {
  return inventory.view(populated).has(namespace);
}

function populated(inventory: Cluster['inventory']): ReadonlySet<string> {
  return new Set(inventory.view(workloads).map(workload => workload.namespace));
}
