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

/** Connections with mutual TLS between workloads, one after another, from each to each other, with Node and with OpenSSL at both ends. */
export class Handshakes {
  public static async between(workloads: readonly Workload[]): Promise<Handshakes> {
    const loaded = new Map(workloads.map(workload => [workload, new LoadedMaterial(workload)]));
    const peers = await Promise.all(workloads.flatMap(workload => [
      NodePeer.start(workload, loaded.get(workload)!), Promise.resolve(new OpenSslPeer(workload)),
    ]));
    return new Handshakes(loaded, peers);
  }

  /** All that were tried. */
  public readonly all: Handshake[] = [];

  private readonly pairs: [Peer, Peer][];
  private readonly running: Promise<void>;
  private readonly waiting: { from: number; resolve: (handshakes: Handshake[]) => void }[] = [];
  private stopped = false;

  private constructor(private readonly loaded: Map<Workload, LoadedMaterial>, private readonly peers: readonly Peer[]) {
    this.pairs = peers.flatMap(client => peers.filter(server => server.workload !== client.workload).map((server): [Peer, Peer] => [client, server]));
    this.running = this.run();
    this.running.catch(() => undefined); // told by whoever waits
  }

  /** Those that failed. */
  public get failures(): Handshake[] {
    return this.all.filter(({ failure }) => failure !== undefined);
  }

  /** Waits until a workload has loaded what is wanted. */
  public async loads(workload: Workload, wanted: (material: Material) => boolean): Promise<void> {
    await this.loaded.get(workload)!.until(wanted);
  }

  /** Waits until each pair has tried anew, from the start of the next connection on, and returns what came of it. */
  public round(): Promise<Handshake[]> {
    return new Promise((resolve, reject) => {
      // The one that is under way began before.
      this.waiting.push({ from: this.all.length + 1, resolve });
      this.running.catch(reject);
    });
  }

  /** Stops trying. */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    this.loaded.forEach(material => material.close());
    await Promise.all(this.peers.map(peer => peer.close()));
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      for (const [client, server] of this.pairs) {
        this.all.push(await handshake(client, server));
        this.tell();
      }
    }
  }

  private tell(): void {
    for (const round of [...this.waiting]) {
      if (this.all.length >= round.from + this.pairs.length) {
        this.waiting.splice(this.waiting.indexOf(round), 1);
        round.resolve(this.all.slice(round.from));
      }
    }
  }
}

async function handshake(client: Peer, server: Peer): Promise<Handshake> {
  const pair = `${client.workload.name} (${client.stack}) -> ${server.workload.name} (${server.stack})`;
  const acceptance = await server.accept(client.workload);
  const atClient = await client.call(acceptance.port, server.workload);
  const atServer = await acceptance.close();
  const reasons = [atClient && `client: ${atClient}`, atServer && `server: ${atServer}`].filter(reason => reason);
  return reasons.length > 0 ? { pair, failure: reasons.join(', ') } : { pair };
}
