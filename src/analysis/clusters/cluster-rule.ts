import { Cluster, joined } from './cluster';
import { inCluster } from './tags';
import { Finding } from '../../core/finding';
import { referenceTo, SourcedManifest } from '../manifest';
import { acknowledgementsIn, Rule } from '../rule';

/** One thing that can be wrong between clusters of one mesh, each of which may be right by itself. */
export interface ClusterRule extends Pick<Rule, 'code' | 'severity' | 'title' | 'explanation'> {
  /** Finds every violation among the clusters of a mesh. */
  check(clusters: readonly Cluster[]): Iterable<ClusterViolation>;
}

/** An object of one of the clusters. */
export interface ClusterObject {
  readonly cluster: Cluster;
  readonly object: SourcedManifest;
}

/** One violation of a rule about several clusters. */
export interface ClusterViolation extends ClusterObject {
  /** The field of the object that is wrong, as a path. */
  readonly field?: string;
  /** Other objects concerned. */
  readonly others?: readonly ClusterObject[];
  readonly message: string;
  readonly fix: string;
}

/** What is wrong between clusters by these rules, but for what the object to change acknowledges. */
export function findingsAcross(clusters: readonly Cluster[], rules: readonly ClusterRule[]): Finding[] {
  const members = joined(clusters);
  return rules.flatMap(rule => Array.from(rule.check(members), violation => toFinding(rule, violation)).flatMap(finding => finding ?? []));
}

function toFinding({ code, severity }: ClusterRule, violation: ClusterViolation): Finding | undefined {
  const { cluster, object, field, others = [], message, fix } = violation;
  const own = referenceTo(object.manifest, field);
  const finding = { code, severity, message, fix, objects: [own], origin: object.origin };
  // An object acknowledges what is found about it by the name that it has in its own cluster.
  return acknowledgementsIn(cluster.inventory, cluster.context).cover(finding, cluster.context.now) ? undefined : {
    ...finding,
    objects: [inCluster(own, cluster), ...others.map(other => inCluster(referenceTo(other.object.manifest), other.cluster))],
  };
}
