import { NONE, Root, Roots } from './roots';
import { Stage } from './stage';

/** How a consumer takes up what is new. */
export type Follows = 'reloading' | 'restarting';

/** What of the mesh does not change. */
export interface World {
  readonly clusters: readonly { readonly name: string; readonly consumers: readonly { readonly name: string; readonly follows: Follows }[] }[];
  readonly stages: readonly Stage[];
}

/** A workload that is client and server of every other one. */
export interface Consumer {
  /** The roots in its volume. */
  readonly mounted: Roots;
  /** The roots that it has read from there; none while it starts. */
  readonly loaded: Roots;
  /** The root of the certificate that was last issued for it; none until its pod has asked for one. */
  readonly issued: Root;
  /** The root of the certificate that it presents; none while it starts. */
  readonly presented: Root;
}

export interface Cluster {
  /** The stage that has been applied here. */
  readonly applied: number;
  /** The roots in the ConfigMap that trust-manager writes. */
  readonly copied: Roots;
  /** The root that the intermediate is under. */
  readonly intermediate: Root;
  readonly consumers: readonly Consumer[];
  /** This cluster in a few letters. */
  readonly exactKey: string;
  /** The same, but that consumers which follow alike may change places. */
  readonly key: string;
}

export interface State {
  /** The stage that is in Git. */
  readonly head: number;
  readonly clusters: readonly Cluster[];
}

/** Everybody has followed the stage. */
export function settledAt(stage: number, world: World): State {
  const clusters = world.clusters.map(({ consumers }, index) => {
    const [trusted, signing] = [world.stages[stage].trustedIn(index), world.stages[stage].signingIn(index)];
    const consumer = { mounted: trusted, loaded: trusted, issued: signing, presented: signing };
    return keyed(world, index, { applied: stage, copied: trusted, intermediate: signing, consumers: consumers.map(() => consumer) });
  });
  return { head: stage, clusters };
}

/** A cluster with its keys. */
export function keyed(world: World, index: number, cluster: Omit<Cluster, 'exactKey' | 'key'>): Cluster {
  const { applied, copied, intermediate, consumers } = cluster;
  const shapes = world.clusters[index].consumers;
  const letters = consumers.map(lettersOf);
  const following = (kind: Follows) => letters.filter((_, place) => shapes[place].follows === kind).sort();
  const prefix = String.fromCharCode(applied, copied, intermediate);
  return { ...cluster, exactKey: prefix + letters.join(''), key: prefix + [...following('reloading'), ...following('restarting')].join('') };
}

/** The key of a state. Clusters that are told the same, and have consumers that follow alike, may change places. */
export function keyOf({ head, clusters }: State, interchangeable: boolean): string {
  const keys = clusters.map(({ key }) => key);
  return String.fromCharCode(head) + (interchangeable ? keys.sort() : keys).join('');
}

export function areInterchangeable({ clusters, stages }: World): boolean {
  const shapes = clusters.map(({ consumers }) => consumers.map(({ follows }) => follows).sort().join());
  return stages.every(({ isUniform }) => isUniform) && new Set(shapes).size === 1;
}

export function isRunning({ presented }: Consumer): boolean {
  return presented !== NONE;
}

function lettersOf({ mounted, loaded, issued, presented }: Consumer): string {
  return String.fromCharCode(mounted, loaded, issued, presented);
}
