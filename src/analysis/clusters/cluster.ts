import { settingsOf, State } from '../diff/world';
import { isFields, textAt } from '../fields';
import { SourcedManifest } from '../manifest';
import { clusterOf } from '../rule';

/** One of several clusters that make up a mesh: its objects, and what is known of it. */
export interface Cluster extends State {
  /** How whoever asks calls it. */
  readonly name: string;
  /** Whether it says nothing of its trust domain, which is then taken to be that of the others. */
  readonly trustDomainIsAssumed?: boolean;
}

/**
 * Clusters as parts of one mesh. The trust domain is a setting of istiod and in no
 * object; what one cluster leaves open and others say is taken to be the same.
 */
export function joined(clusters: readonly Cluster[]): readonly Cluster[] {
  const said = clusters.find(cluster => !isSilent(cluster));
  const trustDomain = said && settingsOf(said).trustDomain;
  return clusters.map(cluster => trustDomain !== undefined && isSilent(cluster)
    ? { ...cluster, trustDomainIsAssumed: true, context: { ...cluster.context, istio: { ...cluster.context.istio, trustDomain } } }
    : cluster);
}

function isSilent(cluster: Cluster): boolean {
  return cluster.context.istio?.trustDomain === undefined && !settingsOf(cluster).trustDomainIsTaken;
}

/** Every two of the clusters, once. */
export function* pairsOf(clusters: readonly Cluster[]): Generator<readonly [Cluster, Cluster]> {
  for (const [index, first] of clusters.entries()) {
    for (const second of clusters.slice(index + 1)) {
      yield [first, second];
    }
  }
}

/** The object that stands for what istiod of a cluster was told, which may be in none: its configuration, else its namespace or policy, else any. */
export function configurationOf({ inventory, context }: Cluster): SourcedManifest | undefined {
  const { rootNamespace } = clusterOf(context);
  return inventory.find('', 'ConfigMap', rootNamespace, 'istio')
    ?? inventory.objects.find(({ manifest }) => manifest.kind === 'IstioOperator')
    ?? inventory.find('', 'Namespace', undefined, rootNamespace)
    ?? inventory.objects.find(({ manifest }) => isFields(manifest) && manifest.kind === 'PeerAuthentication' && textAt(manifest, 'metadata', 'namespace') === rootNamespace)
    ?? inventory.objects[0];
}
