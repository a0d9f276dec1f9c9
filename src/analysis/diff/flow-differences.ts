import { haveSameSettings } from './concern';
import { decisiveReason } from './decisive';
import { FlowDifference, FlowKind, FlowState, DifferenceSeverity } from './difference';
import { Reach } from './reach';
import { clientsSendTheSame, isTakenByEveryMode, onlyModesChange } from './sending';
import { Standing, standingOf } from './standing';
import { ambiguous, callName, State, World, Worlds } from './world';
import { describeObject, ObjectReference, Severity } from '../../core/finding';
import { Flow, Verdict } from '../../core/flow';
import { allPairs, Call, decidesWhatIsCalled, declaredCalls, DeclaredCall, keyOf } from '../flows/declared';
import { callsInApplications } from '../flows/declared-by-references';
import { Way } from '../flows/evaluate';

/** A call of either state, and what becomes of it in each in which it is declared. */
export interface ComparedCall {
  readonly call: Call;
  readonly before?: Side;
  readonly after?: Side;
}

interface Side {
  readonly flow: Flow;
  readonly declaredBy?: ObjectReference;
}

/** The same, with how it leaves the client. */
export interface FollowedCall extends ComparedCall {
  readonly before?: FollowedSide;
  readonly after?: FollowedSide;
}

interface FollowedSide extends Side {
  readonly ways: readonly Way[];
}

/**
 * The calls that either state declares, or all that could be made, in the order of their names: those of which
 * the change can make anything different.
 */
export function* comparedCalls(worlds: Worlds, reach: Reach, everyPair: boolean): Generator<FollowedCall> {
  const [before, after] = callsOfStates(worlds, reach, everyPair);
  const sentTheSame = clientsSendTheSame(worlds);
  const modesOnly = sentTheSame && onlyModesChange(worlds);
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const old = before.get(key);
    const ways = old && worlds.pure(0).calls.ways(old.client, old.target);
    if (modesOnly && ways && isTakenByEveryMode(ways)) {
      continue;
    }
    const next = after.get(key);
    yield {
      call: (old ?? next)!,
      before: old && followed(old, worlds.pure(0), ways!),
      after: next && followed(next, worlds.pure(1), sentTheSame && ways ? ways : worlds.pure(1).calls.ways(next.client, next.target)),
    };
  }
}

function followed({ client, target, declaredBy }: Call & Partial<DeclaredCall>, { calls }: World, ways: readonly Way[]): FollowedSide {
  return { flow: calls.explain(client, target, ways), ways, declaredBy };
}

type KeyedCalls = Pick<ReadonlyMap<string, Call & Partial<DeclaredCall>>, 'keys' | 'get'>;

function callsOfStates(worlds: Worlds, reach: Reach, everyPair: boolean): readonly [KeyedCalls, KeyedCalls] {
  const { states } = worlds;
  const among = ({ inventory }: State, { calls }: World): KeyedCalls => byKey(
    everyPair ? allPairs(inventory, calls, reach) : declaredCalls(inventory, calls, reach),
  );
  const before = among(states[0], worlds.pure(0));
  if (worlds.changed.some(decidesWhatIsCalled) || !haveSameSettings(worlds) || states.some(state => ambiguous(state).length > 0)) {
    return [before, among(states[1], worlds.pure(1))];
  }
  // Both have the same calls, which are found by the names of their ends.
  const counterpart = (call: Call): Call => ({ ...call, ...worlds.pure(1).find(callName(call))! });
  return [before, { keys: () => before.keys(), get: key => counterpart(before.get(key)!) }];
}

/** What the two states make of a call differently; undefined if nothing. */
export function flowDifference(compared: ComparedCall, stillNamed: Pick<ReadonlySet<string>, 'has'>): FlowDifference | undefined {
  const { before, after } = compared;
  if (before && after) {
    const kind = kindOf(standingOf(before.flow), standingOf(after.flow));
    return kind && difference(kind, SEVERITY[kind](after.flow.verdict), compared, MESSAGES[kind](before.flow, after.flow));
  }
  const { flow } = (before ?? after)!;
  if (after) {
    return difference('flow-gained', BY_VERDICT[flow.verdict], compared, `${callOf(flow)} is declared now, and is ${NAMES[flow.verdict]}`);
  }
  return lost(compared, flow, stillNamed);
}

/** The calls that applications of a state would make, had it the hosts of another one. */
export function callsStillNamed(state: State, { calls }: World): ReadonlySet<string> {
  return new Set(byKey(callsInApplications(state.inventory, calls)).keys());
}

function lost(compared: ComparedCall, flow: Flow, stillNamed: Pick<ReadonlySet<string>, 'has'>): FlowDifference {
  const { call } = compared;
  if (stillNamed.has(keyOf(call))) {
    return {
      ...difference('flow-lost', Severity.ERROR, compared, `${describeObject(flow.client)} still calls ${describeObject(flow.server)}:${flow.port}, which is not there any more`),
      fix: `Keep ${describeObject(flow.server)} with its port ${flow.port} until ${describeObject(flow.client)} does not name it any more.`,
    };
  }
  return difference('flow-lost', 'info', compared, `${callOf(flow)} is not declared any more; it was ${NAMES[flow.verdict]}`);
}

function difference(kind: FlowKind, severity: DifferenceSeverity, { before, after }: ComparedCall, message: string): FlowDifference {
  const { flow } = (after ?? before)!;
  const decisive = after && severity !== 'info' ? decisiveReason(after.flow.because) : undefined;
  return {
    kind,
    severity,
    message: decisive ? `${message}: ${decisive.statement}` : message,
    objects: [...decisive?.object ? [decisive.object] : [], flow.client, flow.server],
    client: flow.client,
    server: flow.server,
    port: flow.port,
    ...before ? { before: stateOf(before) } : {},
    ...after ? { after: stateOf(after) } : {},
  };
}

function stateOf({ flow: { verdict, because }, declaredBy }: NonNullable<ComparedCall['before']>): FlowState {
  return { verdict, because, ...declaredBy ? { declaredBy } : {} };
}

type Changed = Exclude<FlowKind, 'flow-gained' | 'flow-lost'>;

function kindOf(before: Standing, after: Standing): Changed | undefined {
  if (before.isKnown !== after.isKnown) {
    return before.isKnown ? 'flow-undecided' : 'flow-decided';
  }
  if (before.refused !== after.refused) {
    return before.refused < after.refused ? 'flow-refused' : 'flow-served';
  }
  const [from, to] = [before.protection, after.protection];
  return from === undefined || to === undefined || from === to ? undefined : from > to ? 'flow-downgraded' : 'flow-upgraded';
}

const NAMES: Readonly<Record<Verdict, string>> = {
  [Verdict.MUTUAL_TLS]: 'mutual TLS',
  [Verdict.TLS]: 'TLS',
  [Verdict.PLAINTEXT]: 'plaintext',
  [Verdict.REFUSED]: 'refused',
  [Verdict.UNKNOWN]: 'not decided by the manifests',
};
/** How bad it is that a call is so now that was not there, or not decided, before. */
const BY_VERDICT: Readonly<Record<Verdict, DifferenceSeverity>> = {
  [Verdict.MUTUAL_TLS]: 'info',
  [Verdict.TLS]: 'info',
  [Verdict.PLAINTEXT]: Severity.WARNING,
  [Verdict.REFUSED]: Severity.ERROR,
  [Verdict.UNKNOWN]: 'info',
};
const SEVERITY: Readonly<Record<Changed, (after: Verdict) => DifferenceSeverity>> = {
  'flow-refused': () => Severity.ERROR,
  'flow-served': after => (after === Verdict.PLAINTEXT ? Severity.WARNING : 'info'),
  'flow-downgraded': () => Severity.ERROR,
  'flow-upgraded': () => 'info',
  'flow-undecided': () => Severity.WARNING,
  'flow-decided': after => BY_VERDICT[after],
};
const MESSAGES: Readonly<Record<Changed, (before: Flow, after: Flow) => string>> = {
  'flow-refused': (before, after) => (after.verdict === Verdict.REFUSED
    ? `${callOf(after)} fails; it was ${NAMES[before.verdict]}`
    : `${callOf(after)} fails at some of the workloads behind it; before, it did so at ${standingOf(before).refused === 0 ? 'none' : 'fewer'}`),
  'flow-served': (_, after) => `${callOf(after)} does not fail any more; it is ${NAMES[after.verdict]}`,
  'flow-downgraded': (before, after) => `${callOf(after)} is ${NAMES[after.verdict]}; it was ${NAMES[before.verdict]}`,
  'flow-upgraded': (before, after) => `${callOf(after)} is ${NAMES[after.verdict]}; it was ${NAMES[before.verdict]}`,
  'flow-undecided': (before, after) => `what becomes of ${callOf(after)} cannot be told any more; it was ${NAMES[before.verdict]}`,
  'flow-decided': (_, after) => `${callOf(after)} is ${NAMES[after.verdict]}; before, the manifests did not say`,
};

/** `the call of Deployment shop/web to Service shop/cart:80` */
export function callOf({ client, server, port }: Pick<Flow, 'client' | 'server' | 'port'>): string {
  return `the call of ${describeObject(client)} to ${describeObject(server)}:${port}`;
}

function byKey<T extends Call>(calls: Iterable<T>): Map<string, T> {
  const found = new Map<string, T>();
  for (const call of calls) {
    const key = keyOf(call);
    found.set(key, found.get(key) ?? call);
  }
  return found;
}
