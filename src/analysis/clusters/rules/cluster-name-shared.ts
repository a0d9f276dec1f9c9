import { Severity } from '../../../core/finding';
import { configurationOf, pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';
import { clusterNameOf } from '../topology';

/** Two clusters that istiod cannot tell apart. */
export const clusterNameShared: ClusterRule = {
  code: 'MTLS0808',
  severity: Severity.ERROR,
  title: 'Two clusters have one name',
  explanation: 'istiod knows the clusters of a mesh by their names. Credentials for a cluster that has the name of its own ("Kubernetes" where nobody chose one) it ignores, because they would overwrite it: nothing of the other cluster is then known, and every call goes to pods of the own one, as long as there are any.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      const [a, b] = [first, second].map(clusterNameOf);
      const object = configurationOf(second);
      if (a !== undefined && a === b && object) {
        yield {
          cluster: second,
          object,
          message: `${first.name} and ${second.name} both have the cluster name ${JSON.stringify(a)}`,
          fix: 'Give each cluster a name of its own: clusterName of IstioMesh, or global.multiCluster.clusterName in the values of istiod.',
        };
      }
    }
  },
};
