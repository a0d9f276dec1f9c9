import { Cluster } from '../../../src/analysis/clusters/cluster';
import { ClusterRule, findingsAcross } from '../../../src/analysis/clusters/cluster-rule';
import { CLUSTER_RULES } from '../../../src/analysis/clusters/rules';

/** Clusters that break a rule, and what the finding then says. */
export interface BrokenClusters {
  readonly clusters: readonly Cluster[];
  /** The objects concerned, with their clusters, the one to change first: `east: roots`. */
  readonly names: readonly string[];
  readonly says: RegExp;
}

/** The cases of one rule about several clusters, each named by a sentence. */
export function describeClusterRule(
  rule: ClusterRule, broken: Readonly<Record<string, BrokenClusters>>, kept: Readonly<Record<string, readonly Cluster[]>>,
): void {
  describe(`${rule.code}: ${rule.title}`, () => {
    test('is registered', () => expect(CLUSTER_RULES).toContain(rule));

    test.each(Object.entries(broken))('is broken if %s', (_, { clusters, names, says }) => {
      const [finding, ...more] = findingsAcross(clusters, [rule]);
      expect(finding).toBeDefined();
      expect(more).toEqual([]);
      expect([finding.code, finding.severity]).toEqual([rule.code, rule.severity]);
      expect(finding.objects.map(({ cluster, name }) => `${cluster}: ${name}`)).toEqual(names);
      expect(finding.message).toMatch(says);
      expect(finding.message).not.toMatch(/\.$/);
      expect(finding.fix).toMatch(/^[A-Z].*\.$/);
    });

    test.each(Object.entries(kept))('is kept if %s', (_, clusters) => {
      expect(clusters.length).toBeGreaterThan(1);
      expect(findingsAcross(clusters, [rule])).toEqual([]);
    });
  });
}
