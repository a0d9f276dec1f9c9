import { described, NONE } from './roots';
import { Cluster, Consumer, isRunning, keyed, State, World } from './state';
import { Move } from '../explorer';

/**
 * What may happen at any time, by nobody's decision. Every copy lags behind what it
 * is a copy of, for as long as it likes; what is newest when it is taken is what is taken.
 */
export class Environment {
  /** What may become of a cluster, found once: there are far fewer clusters than states. */
  private readonly known = new Map<string, ClusterMove[]>();

  constructor(private readonly world: World) { }

  public moves({ head, clusters }: State): Move<State>[] {
    const moves: Move<State>[] = [];
    clusters.forEach((cluster, index) => {
      for (const { who, what, to } of this.clusterMoves(head, index, cluster)) {
        const after = clusters.slice();
        after[index] = to;
        moves.push({ who, what, to: { head, clusters: after } });
      }
    });
    return moves;
  }

  private clusterMoves(head: number, index: number, cluster: Cluster): ClusterMove[] {
    const key = String.fromCharCode(head, index) + cluster.exactKey;
    let moves = this.known.get(key);
    if (!moves) {
      moves = movesOf(this.world, head, index, cluster);
      this.known.set(key, moves);
    }
    return moves;
  }
}

type ClusterMove = Move<Cluster>;

function movesOf(world: World, head: number, index: number, cluster: Cluster): ClusterMove[] {
  const { name, consumers: shapes } = world.clusters[index];
  const become = (change: Partial<Cluster>): Cluster => keyed(world, index, { ...cluster, ...change });
  return [
    ...resourceMoves(world, head, index, cluster).map(({ what, change }) => ({ who: name, what, to: become(change) })),
    ...cluster.consumers.flatMap((consumer, place) => {
      const reloads = shapes[place].follows === 'reloading' ? reloadMoves(cluster, consumer) : [];
      return [...podMoves(cluster, consumer), ...reloads].map(({ what, change }) => {
        const consumers = cluster.consumers.slice();
        consumers[place] = { ...consumer, ...change };
        return { who: `${name}/${shapes[place].name}`, what, to: become({ consumers }) };
      });
    }),
  ];
}

interface Change<Of> {
  readonly what: string;
  readonly change: Partial<Of>;
}

/** What the controllers do: those of GitOps, trust-manager and cert-manager. */
function resourceMoves({ stages }: World, head: number, index: number, { applied, copied, intermediate }: Cluster): Change<Cluster>[] {
  const [trusted, signing] = [stages[applied].trustedIn(index), stages[applied].signingIn(index)];
  return [
    ...applied !== head ? [{ what: `applies ${stages[head].name}`, change: { applied: head } }] : [],
    ...copied !== trusted ? [{ what: `copies the bundle: ${described(trusted)}`, change: { copied: trusted } }] : [],
    ...intermediate !== signing ? [{ what: `issues its intermediate again, under ${described(signing)}`, change: { intermediate: signing } }] : [],
  ];
}

/** What happens to every pod: its certificate is renewed; it is replaced by another, which starts with what there is then. */
function podMoves({ copied, intermediate }: Cluster, consumer: Consumer): Change<Consumer>[] {
  const { mounted, issued } = consumer;
  return [
    ...issued !== intermediate ? [{ what: `is issued a certificate under ${described(intermediate)}`, change: { issued: intermediate } }] : [],
    ...isRunning(consumer) ? [{ what: `is replaced by a new pod, which mounts ${described(copied)}`, change: { mounted: copied, loaded: NONE, issued: NONE, presented: NONE } }] : [],
    ...!isRunning(consumer) && issued !== NONE
      ? [{ what: `starts: presents ${described(issued)}, trusts ${described(mounted)}`, change: { loaded: mounted, presented: issued } }] : [],
  ];
}

/** What happens while a pod runs, unless it mounts by subPath or by environment, or reads its files but once. */
function reloadMoves({ copied }: Cluster, consumer: Consumer): Change<Consumer>[] {
  const { mounted, loaded, issued, presented } = consumer;
  return [
    ...mounted !== copied ? [{ what: `has ${described(copied)} in its volume`, change: { mounted: copied } }] : [],
    ...isRunning(consumer) && loaded !== mounted ? [{ what: `loads its roots: trusts ${described(mounted)}`, change: { loaded: mounted } }] : [],
    ...isRunning(consumer) && issued !== NONE && presented !== issued
      ? [{ what: `loads its certificate: presents ${described(issued)}`, change: { presented: issued } }] : [],
  ];
}
