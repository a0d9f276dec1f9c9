import { ClusterSettings } from './cluster-settings';
import { Inspection, InspectionOptions, placeIn } from './inspection';
import { Cluster } from '../analysis/clusters/cluster';
import { findingsAcross } from '../analysis/clusters/cluster-rule';
import { withoutFoundElsewhere } from '../analysis/clusters/found-elsewhere';
import { CLUSTER_RULES } from '../analysis/clusters/rules';
import { inCluster } from '../analysis/clusters/tags';
import { SourcedManifest } from '../analysis/manifest';
import { Finding, ObjectReference, Origin } from '../core/finding';
import { SourceProblem } from '../sources';

/** Where the manifests of a cluster are, and what somebody says of it. */
export interface ClusterSource {
  readonly name: string;
  readonly paths: readonly string[];
  readonly settings: ClusterSettings;
}

/** The manifests of several clusters of one mesh, each with what is known of its cluster. */
export class ClusterInspections {
  /** Reads the files and folders of each cluster; what cannot be read becomes a problem. */
  public static async of(sources: readonly ClusterSource[], { now, stdin }: Omit<InspectionOptions, 'settings'>): Promise<ClusterInspections> {
    const inspections = new Map<string, Inspection>();
    for (const { name, paths, settings } of sources) {
      inspections.set(name, await Inspection.of(paths, { settings, now, stdin }));
    }
    return new ClusterInspections(inspections);
  }

  public readonly clusters: readonly Cluster[];

  private constructor(private readonly inspections: ReadonlyMap<string, Inspection>) {
    this.clusters = [...inspections].map(([name, { inventory, context }]) => ({ name, inventory, context }));
  }

  public get objects(): readonly SourcedManifest[] {
    return [...this.inspections.values()].flatMap(({ objects }) => objects);
  }

  public get problems(): readonly SourceProblem[] {
    return [...this.inspections.values()].flatMap(({ problems }) => problems);
  }

  /** Everything that is wrong in each cluster, and between them, each with the cluster of its objects. */
  public findings(): Finding[] {
    const within = this.clusters.flatMap(cluster => withoutFoundElsewhere(this.inspections.get(cluster.name)!.findings(), cluster, this.clusters)
      .map(finding => ({ ...finding, objects: finding.objects.map(object => inCluster(object, cluster)) })));
    const across = findingsAcross(this.clusters, CLUSTER_RULES)
      .map(finding => ({ ...finding, origin: placeIn(finding.origin, finding.objects[0].field) }));
    return [...within, ...across];
  }

  /** Where an object of one of the clusters, or the field that a reference names, is written. */
  public placeOf(object: ObjectReference): Origin {
    return this.inspections.get(object.cluster ?? '')?.placeOf(object) ?? {};
  }
}
