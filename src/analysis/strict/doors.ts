import { Reason } from '../../core/flow';
import { World } from '../diff/world';
import { Receiving } from '../flows/data-plane';
import { asTheApplicationSends } from '../network/direct';
import { Protocol } from '../network/protocol';
import { Workload } from '../workloads';

/** What callers without an identity meet at servers: now, and when a stage has become effective. */
export class Doors {
  constructor(private readonly now: World, private readonly then: World) { }

  /** Why a port of a workload refuses then what it serves now from callers that send as the application does; undefined if it does not. */
  public closing(workload: Workload, port: number, protocol: Protocol): readonly Reason[] | undefined {
    const counterpart = this.then.counterpart(workload);
    const after = counterpart && receivedAt(this.then, counterpart, port, protocol);
    return after?.served === false && receivedAt(this.now, workload, port, protocol)?.served !== false ? after.because : undefined;
  }
}

function receivedAt({ calls: { planes } }: World, workload: Workload, port: number, protocol: Protocol): Receiving | undefined {
  for (const plane of planes) {
    const receiving = plane.receives({ workload, port }, asTheApplicationSends(protocol, []));
    if (receiving) {
      return receiving;
    }
  }
  return undefined;
}
