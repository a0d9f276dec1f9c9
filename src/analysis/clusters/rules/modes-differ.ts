import { Severity } from '../../../core/finding';
import { append } from '../../../core/multi-map';
import { meshOf } from '../../istio/mesh';
import { Cluster, configurationOf, pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';
import { policyIn } from '../policy-in';

/** Namespaces that take plaintext in one cluster and not in another. */
export const modesDiffer: ClusterRule = {
  code: 'MTLS0806',
  severity: Severity.WARNING,
  title: 'A namespace takes plaintext in one cluster, and not in another',
  explanation: 'A namespace of one name is one and the same to the mesh, and its Services are served from all clusters. Who is kept out in one cluster gets in by the other; and a client without a sidecar works or fails by which cluster it is in.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      const differing = new Map<string, string[]>();
      for (const name of sharedNamespaces(first, second)) {
        const [a, b] = [first, second].map(cluster => meshOf(cluster.inventory, cluster.context).modes.ofNamespace(name));
        const isOpen = [a, b].map(({ mode }) => mode === 'PERMISSIVE');
        if (isOpen[0] !== isOpen[1] && [a, b].some(({ mode }) => mode === 'STRICT')) {
          append(differing, JSON.stringify([isOpen[0], [a, b].map(({ because }) => because.object)]), name);
        }
      }
      for (const names of differing.values()) {
        const decisions = [first, second].map(cluster => ({ cluster, ...meshOf(cluster.inventory, cluster.context).modes.ofNamespace(names[0]) }));
        const [open, closed] = decisions[0].mode === 'PERMISSIVE' ? decisions : [decisions[1], decisions[0]];
        const object = policyIn(open.cluster, open.because.object)?.object ?? configurationOf(open.cluster);
        const other = policyIn(closed.cluster, closed.because.object);
        if (object) {
          yield {
            cluster: open.cluster,
            object,
            ...open.because.object?.field === undefined ? {} : { field: open.because.object.field },
            others: other ? [other] : [],
            message: `the ${names.length > 1 ? 'namespaces' : 'namespace'} ${names.map(name => JSON.stringify(name)).join(', ')} ${names.length > 1 ? 'take' : 'takes'} plaintext in ${open.cluster.name} (${open.mode}), and not in ${closed.cluster.name} (${closed.mode})`,
            fix: `Ask for STRICT in ${open.cluster.name} too; or for one mode in both while callers are on their way to mutual TLS.`,
          };
        }
      }
    }
  },
};

function sharedNamespaces(first: Cluster, second: Cluster): string[] {
  const [a, b] = [first, second].map(({ inventory }) => new Set(inventory.ofKind('', 'Namespace').map(({ manifest }) => manifest.metadata.name)));
  return [...a].filter(name => b.has(name)).sort();
}
