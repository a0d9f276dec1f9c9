import { decisiveReason } from './decisive';
import { ServerDifference } from './difference';
import { Reach } from './reach';
import { State, World, Worlds } from './world';
import { describeObject, Severity } from '../../core/finding';
import { Receiving, Transport } from '../flows/data-plane';
import { referenceTo } from '../manifest';
import { receivedByApplication } from '../network/direct';
import { containerPortOf, services } from '../services';
import { Workload, workloads } from '../workloads';

/**
 * Ports of workloads that take plaintext from anybody in one of the states, and refuse it in the other. No declared
 * call shows that a policy is gone that kept everybody else out. Each port that either state knows is asked about once.
 */
export function* serverDifferences(worlds: Worlds, reach: Reach): Generator<ServerDifference> {
  const { states } = worlds;
  const [before, after] = [worlds.pure(0), worlds.pure(1)];
  for (const workload of states[1].inventory.view(workloads).filter(({ namespace }) => reach.pods(namespace))) {
    // Of several that claim one name a cluster keeps one, and names are all by which the states can be compared.
    const same = after.counterpart(workload) === workload ? before.counterpart(workload) : undefined;
    const ports = same ? [...portsOf(same, states[0]), ...portsOf(workload, states[1])] : [];
    for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
      const [was, is] = [plaintextTo(same!, port, before), plaintextTo(workload, port, after)];
      if (was.served !== undefined && is.served !== undefined && was.served !== is.served) {
        yield difference(workload, port, is);
      }
    }
  }
}

/** The ports that the containers of a workload declare, and those to which Services lead. */
function portsOf(workload: Workload, { inventory }: State): number[] {
  const inFront = inventory.view(services).selecting(workload.namespace, workload.labels);
  return [
    ...workload.ports.map(({ number }) => number),
    ...inFront.flatMap(({ ports }) => ports.flatMap(port => containerPortOf(port, workload) ?? [])),
  ];
}

function difference({ object }: Workload, port: number, { served, because }: Receiving): ServerDifference {
  const server = referenceTo(object.manifest);
  const name = `port ${port} of ${describeObject(server)}`;
  const reason = decisiveReason(because) ?? { statement: 'no proxy of a mesh stands before it' };
  return {
    kind: served ? 'server-opened' : 'server-closed',
    severity: served ? Severity.WARNING : 'info',
    message: served ? `${name} takes plaintext from callers without an identity, which it refused: ${reason.statement}` : `${name} refuses plaintext, which it took from callers without an identity`,
    objects: [...reason.object ? [reason.object] : [], server],
    server,
    port,
    because,
  };
}

/** What becomes of plaintext from somebody who is of no mesh. */
function plaintextTo(workload: Workload, port: number, { calls: { planes, registry } }: World): Receiving {
  const sending = { transport: Transport.PLAINTEXT, carries: registry.protocolOf(workload, port), because: [] } as const;
  for (const plane of planes) {
    const receiving = plane.receives({ workload, port }, sending);
    if (receiving) {
      return receiving;
    }
  }
  return receivedByApplication(sending, []);
}
