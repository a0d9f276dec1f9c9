import { trustOf } from './acceptance';
import { Cluster, joined, pairsOf } from './cluster';
import { identityOf, isSameRoot } from './root-identity';
import { clusterNameOf, networkOf } from './topology';
import { settingsOf } from '../diff/world';
import { enrolmentOf } from '../enrolment';
import { meshOf } from '../istio/mesh';
import { clusterOf } from '../rule';
import { Root } from '../trust/root';

/** Something of which each cluster says what it has. */
export interface Aspect {
  readonly name: string;
  /** What each has, by the name of the cluster. */
  readonly values: ReadonlyMap<string, string>;
  /** Whether it is certain that they do not all have the same, and should have. */
  readonly differs: boolean;
}

const NOT_SAID = 'not said';

/** In what clusters of a mesh are the same, and in what they differ: roots, trust domains, modes, and where they are. */
export function sideBySide(clusters: readonly Cluster[]): readonly Aspect[] {
  const members = joined(clusters);
  const aspect = (name: string, valueOf: (cluster: Cluster) => string | undefined): Aspect => {
    const values = new Map(members.map(cluster => [cluster.name, valueOf(cluster) ?? NOT_SAID]));
    return { name, values, differs: new Set(values.values()).size > 1 };
  };
  return [
    { ...aspect('cluster name', clusterNameOf), differs: false },
    { ...aspect('network', networkOf), differs: false },
    aspect('mesh ID', ({ context }) => context.istio?.meshId),
    aspect('trust domain', cluster => `${settingsOf(cluster).trustDomain}${cluster.trustDomainIsAssumed ? ' (assumed)' : ''}`),
    aspect('trust domain aliases', cluster => [...settingsOf(cluster).trustDomainAliases].sort().join(', ') || 'none'),
    { ...aspect('root of certificates', cluster => trustOf(cluster).signs?.description), differs: rootsDiffer(members) },
    aspect('trusted roots', trustedBy),
    aspect('mode of the mesh', cluster => modeIn(cluster, clusterOf(cluster.context).rootNamespace)),
    ...sharedNamespaces(members).flatMap(namespace => [
      aspect(`mode in ${namespace}`, cluster => modeIn(cluster, namespace)),
      aspect(`enrolment of ${namespace}`, cluster => enrolmentIn(cluster, namespace)),
    ]).filter(({ differs }) => differs),
  ].filter(({ values }) => [...values.values()].some(value => value !== NOT_SAID));
}

function rootsDiffer(clusters: readonly Cluster[]): boolean {
  return [...pairsOf(clusters)].some(([a, b]) => {
    const [first, second] = [a, b].map(cluster => ({ cluster, root: trustOf(cluster).signs }));
    return first.root && second.root ? isSameRoot(identityOf(first.root, first.cluster), identityOf(second.root, second.cluster)) === false : false;
  });
}

function trustedBy(cluster: Cluster): string | undefined {
  const { trusts, besides = [], complete } = trustOf(cluster);
  const names = [...trusts, ...besides].map(nameOf).sort();
  return names.length === 0 ? undefined : `${names.join(', ')}${complete ? '' : ', perhaps more'}`;
}

/** A certificate by its subject and the beginning of its fingerprint; another root by what makes it. */
function nameOf({ pem, description }: Root): string {
  const subject = pem?.subject?.split('\n').at(-1);
  return pem ? `${subject ?? 'a certificate'} (sha256 ${pem.fingerprint.slice(0, 12)})` : description;
}

function modeIn({ inventory, context }: Cluster, namespace: string): string {
  return meshOf(inventory, context).modes.ofNamespace(namespace).mode;
}

function enrolmentIn({ inventory }: Cluster, namespace: string): string | undefined {
  const object = inventory.find('', 'Namespace', undefined, namespace);
  return object && (enrolmentOf(object) ?? 'none');
}

/** The namespaces that all clusters have. */
function sharedNamespaces(clusters: readonly Cluster[]): string[] {
  const [first = [], ...others] = clusters.map(({ inventory }) => inventory.ofKind('', 'Namespace').map(({ manifest }) => manifest.metadata.name));
  const sets = others.map(names => new Set(names));
  return [...new Set(first)].filter(name => sets.every(names => names.has(name))).sort();
}
