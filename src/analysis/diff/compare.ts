import { concernsCalls } from './concern';
import { Diff, FlowDifference, Transition } from './difference';
import { callsStillNamed, comparedCalls, flowDifference } from './flow-differences';
import { Reach, reachOf } from './reach';
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
export function compare(before: State, after: State, options: CompareOptions = {}): Diff {
  const worlds = new Worlds(before, after);
  const trust = trustDifferences(worlds);
  return concernsCalls(worlds)
    ? { ...compareCalls(worlds, reachOf(worlds), options), trust }
    : { flows: [], servers: [], transitions: [], trust };
}

/** The same of the calls and servers that the change is said to reach. */
export function compareCalls(worlds: Worlds, reach: Reach, { allPairs = false }: CompareOptions = {}): Omit<Diff, 'trust'> {
  const [, after] = worlds.states;
  let named: ReadonlySet<string> | undefined;
  // It costs as much as declaring calls, and is asked for calls that are lost.
  const stillNamed = { has: (key: string): boolean => (named ??= allPairs ? new Set() : callsStillNamed(after, worlds.pure(0))).has(key) };
  const flows: FlowDifference[] = [];
  const transitions: Transition[] = [];
  for (const compared of comparedCalls(worlds, reach, allPairs)) {
    flows.push(...[flowDifference(compared, stillNamed)].flatMap(found => found ?? []));
    transitions.push(...[transition(compared, worlds)].flatMap(found => found ?? []));
  }
  return { flows, servers: [...serverDifferences(worlds, reach)], transitions };
}
