import { setTimeout as pause } from 'timers/promises';
import { LoadedMaterial, Material, Workload } from './material';
import { NodePeer, OpenSslPeer, Peer } from './peers';

export type { Material, Workload } from './material';

/** A connection that was tried. */
export interface Handshake {
  /** Who called whom with what, for example `web (node) -> cart (openssl)`. */
  readonly pair: string;
  /** Why it failed, in the words of one end or both; undefined if it did not. */
  readonly failure?: string;
}

/** How long to wait for files that nobody holds back. */
const DEADLINE = 30_000;

/** Leaves some of the machine to others: Node alone would open hundreds of connections in a second. */
const PAUSE = 5;

/**
 * Connections with mutual TLS between workloads, all the time, from each to each other: with Node at both ends, and beside that with OpenSSL at
 * one or both.
 */
export class Handshakes {
  public static async between(workloads: readonly Workload[]): Promise<Handshakes> {
    const loaded = new Map(workloads.map(workload => [workload, new LoadedMaterial(workload)]));
    const node = () => Promise.all(workloads.map(workload => NodePeer.start(workload, loaded.get(workload)!)));
    const alone = await node();
    const mixed = [...await node(), ...workloads.map(workload => new OpenSslPeer(workload))];
    return new Handshakes(loaded, [...alone, ...mixed], [
      new Lane(pairsOf(alone, () => true)),
      new Lane(pairsOf(mixed, (client, server) => client.stack === 'openssl' || server.stack === 'openssl')),
    ]);
  }

  private constructor(
    private readonly loaded: Map<Workload, LoadedMaterial>,
    private readonly peers: readonly Peer[],
    private readonly lanes: readonly Lane[],
  ) {}

  /** All that were tried. */
  public get all(): Handshake[] {
    return this.lanes.flatMap(lane => lane.done);
  }

  /** Those that failed. */
  public get failures(): Handshake[] {
    return this.all.filter(({ failure }) => failure !== undefined);
  }

  /** Waits until a workload has loaded what is wanted. */
  public async loads(workload: Workload, wanted: (material: Material) => boolean, deadline = DEADLINE): Promise<void> {
    await this.loaded.get(workload)!.until(wanted, deadline);
  }

  /** Waits until each pair has tried anew, in connections that begin from now on, and returns what came of those. */
  public async round(): Promise<Handshake[]> {
    return (await Promise.all(this.lanes.map(lane => lane.round()))).flat();
  }

  /** Stops trying. */
  public async stop(): Promise<void> {
    await Promise.all(this.lanes.map(lane => lane.stop()));
    this.loaded.forEach(material => material.close());
    await Promise.all(this.peers.map(peer => peer.close()));
  }
}

/** Pairs that try in turn, one at a time. */
class Lane {
  public readonly done: Handshake[] = [];

  private readonly running: Promise<void>;
  private waiting: { upTo: number; resolve: () => void }[] = [];
  private stopped = false;

  constructor(private readonly pairs: [Peer, Peer][]) {
    this.running = this.run();
    this.running.catch(() => undefined); // told by whoever waits
  }

  public async round(): Promise<Handshake[]> {
    const from = this.done.length + 1; // the one that is under way began before
    const upTo = from + this.pairs.length;
    await Promise.race([
      new Promise<void>(resolve => this.waiting.push({ upTo, resolve })),
      this.running.then(() => { throw new Error('stopped'); }),
    ]);
    return this.done.slice(from, upTo);
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    for (let next = 0; !this.stopped; next = (next + 1) % this.pairs.length) {
      this.done.push(await handshake(...this.pairs[next]));
      this.waiting.filter(({ upTo }) => upTo <= this.done.length).forEach(({ resolve }) => resolve());
      this.waiting = this.waiting.filter(({ upTo }) => upTo > this.done.length);
      await pause(PAUSE);
    }
  }
}

function pairsOf(peers: readonly Peer[], wanted: (client: Peer, server: Peer) => boolean): [Peer, Peer][] {
  return peers.flatMap(client => peers
    .filter(server => server.workload !== client.workload && wanted(client, server))
    .map((server): [Peer, Peer] => [client, server]));
}

async function handshake(client: Peer, server: Peer): Promise<Handshake> {
  const pair = `${client.workload.name} (${client.stack}) -> ${server.workload.name} (${server.stack})`;
  const acceptance = await server.accept(client.workload);
  const atClient = await client.call(acceptance.port, server.workload);
  const atServer = await acceptance.close();
  const reasons = [atClient && `client: ${atClient}`, atServer && `server: ${atServer}`].filter(reason => reason);
  return reasons.length > 0 ? { pair, failure: reasons.join(', ') } : { pair };
}
