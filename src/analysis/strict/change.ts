import { PortException } from './breakage';
import { Doors } from './doors';
import { exceptionFor } from './exceptions';
import { State, Worlds } from '../diff/world';
import { IstioDataPlane } from '../istio/istio-data-plane';
import { meshOf } from '../istio/mesh';
import { Protocol } from '../network/protocol';
import { Workload } from '../workloads';

/** A state as it is, as it is when a stage has become effective, and what both come to. */
export class Change {
  public readonly worlds: Worlds;
  public readonly doors: Doors;
  /** What Istio makes of the state as it is. */
  public readonly mesh: IstioDataPlane;

  constructor([now, then]: readonly [now: State, then: State]) {
    this.worlds = new Worlds(now, then);
    this.doors = new Doors(this.worlds.pure(0), this.worlds.pure(1));
    this.mesh = meshOf(now.inventory, now.context);
  }

  public get states(): readonly [now: State, then: State] {
    return this.worlds.states;
  }

  /** What a port is declared to carry. */
  public protocolOf(workload: Workload, port: number): Protocol {
    return this.mesh.registry.protocolOf(workload, port);
  }

  /** The exception that keeps a port open to callers without an identity. */
  public exceptionFor(workload: Workload, port: number): PortException {
    return exceptionFor(workload, port, this.mesh.registry);
  }
}
