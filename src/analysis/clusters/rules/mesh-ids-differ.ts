import { Severity } from '../../../core/finding';
import { configurationOf, pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';

/** Clusters that are to be one mesh, and say that they are two. */
export const meshIdsDiffer: ClusterRule = {
  code: 'MTLS0809',
  severity: Severity.WARNING,
  title: 'Clusters of one mesh have different mesh IDs',
  explanation: 'The mesh ID says which clusters make up one mesh. Proxies carry it in what they report of themselves: whatever tells meshes apart by it takes calls between these clusters for calls between two meshes.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      const [a, b] = [first, second].map(({ context }) => context.istio?.meshId);
      const object = configurationOf(second);
      if (a && b && a !== b && object) {
        yield {
          cluster: second,
          object,
          message: `${first.name} is of the mesh ${JSON.stringify(a)}, ${second.name} of ${JSON.stringify(b)}`,
          fix: 'Give all clusters of a mesh the same meshId; or check clusters of different meshes by themselves.',
        };
      }
    }
  },
};
