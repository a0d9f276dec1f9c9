import { Diff, FlowDifference, Transition } from './difference';
import { callsStillNamed, comparedCalls, flowDifference } from './flow-differences';
import { serverDifferences } from './server-differences';
import { transition } from './transitions';
import { trustDifferences } from './trust-differences';
import { State, Worlds } from './world';

export type { State } from './world';

/** What a comparison is asked for. */
export interface CompareOptions {
  /**
   * Whether all calls are compared that could be made, and not only the declared ones. There are as many as clients times servers.
   *
   * @default false
   */
  readonly allPairs?: boolean;
}

/** What a change of the manifests makes of calls, at its end and on its way, and of who vouches for whom. */
export function compare(before: State, after: State, { allPairs = false }: CompareOptions = {}): Diff {
  const worlds = new Worlds(before, after);
  const stillNamed = allPairs ? new Set<string>() : callsStillNamed(after, worlds.pure(0));
  const flows: FlowDifference[] = [];
  const transitions: Transition[] = [];
  for (const compared of comparedCalls([before, after], worlds, allPairs)) {
    flows.push(...[flowDifference(compared, stillNamed)].flatMap(found => found ?? []));
    transitions.push(...[transition(compared, worlds)].flatMap(found => found ?? []));
  }
  return { flows, servers: [...serverDifferences([before, after], worlds)], transitions, trust: trustDifferences(before, after) };
}
