import { decisiveReason } from './decisive';
import { DifferenceSeverity, OrderOutcome, RolloutOrder, Transition } from './difference';
import { callOf, FollowedCall } from './flow-differences';
import { meeting } from './meeting';
import { areSameWays } from './same-ways';
import { Standing, standingOf, works } from './standing';
import { callName, Version, World, Worlds } from './world';
import { Severity } from '../../core/finding';
import { Flow, Reason, Verdict } from '../../core/flow';
import { waysBy } from '../flows/calls';
import { Call } from '../flows/declared';
import { evaluate, leastProtected } from '../flows/evaluate';
import { described, referenceTo } from '../manifest';

/**
 * What is old and what is new while a change is rolled out. Two kinds of things
 * become effective at different times. Pods, with their labels, service account and
 * sidecar, are replaced one workload after the other, which takes minutes or more.
 * Policies, which is everything that proxies are told, become effective as soon as
 * they are applied, at each proxy by itself, within seconds. So a call on its way
 * meets four versions:
 *
 * - the pods of the client
 * - the policies that the client's proxy was told: DestinationRules, Sidecars, routes,
 *   and the PeerAuthentications by which automatic mutual TLS chooses
 * - the pods behind the server, whether they have a sidecar
 * - the policies that the server's proxy was told: PeerAuthentications, AuthorizationPolicies, Gateways
 *
 * The client's side decides what is sent, with what it was told about the pods that
 * are there; the server's side decides what becomes of it. `kubectl apply` of
 * everything at once is `policies-first`: the pods come behind. `workloads-first`
 * is what somebody does who waits for the pods before applying the policies.
 */
type Versions = readonly [clientPods: Version, clientTold: Version, serverPods: Version, serverTold: Version];

/** A time at which some of it is old and some is new. */
interface Moment {
  readonly order: RolloutOrder;
  readonly versions: Versions;
  /** Whether it lasts until all proxies have been told, and not until pods are restarted. */
  readonly brief: boolean;
  readonly words: string;
}

function moment(order: RolloutOrder, versions: Versions, brief: boolean, words: string): Moment {
  return { order, versions, brief, words };
}

/** Those that last come first, so that they are told where both kinds fail. */
const MOMENTS: readonly Moment[] = [
  moment('policies-first', [0, 1, 0, 1], false, 'until the pods are restarted'),
  moment('policies-first', [1, 1, 0, 1], false, 'while the pods of the client are new and those of the server are old'),
  moment('policies-first', [0, 1, 1, 1], false, 'while the pods of the server are new and those of the client are old'),
  moment('policies-first', [0, 1, 0, 0], true, 'if the client\'s proxy is told before the server\'s'),
  moment('policies-first', [0, 0, 0, 1], true, 'if the server\'s proxy is told before the client\'s'),
  moment('workloads-first', [1, 0, 1, 0], false, 'until the policies are applied'),
  moment('workloads-first', [1, 0, 0, 0], false, 'while the pods of the client are new and those of the server are old'),
  moment('workloads-first', [0, 0, 1, 0], false, 'while the pods of the server are new and those of the client are old'),
  moment('workloads-first', [1, 1, 1, 0], true, 'if the client\'s proxy is told before the server\'s'),
  moment('workloads-first', [1, 0, 1, 1], true, 'if the server\'s proxy is told before the client\'s'),
];
const ORDERS: readonly RolloutOrder[] = ['policies-first', 'workloads-first'];

/** What goes wrong with a call on the way, that works before and afterwards; undefined if nothing does. */
export function transition({ call, before, after }: FollowedCall, worlds: Worlds): Transition | undefined {
  if (!before || !after || !(worlds.podsChange || worlds.policiesChange)) {
    return undefined;
  }
  const ends = [standingOf(before.flow), standingOf(after.flow)];
  if (!ends.every(works)) {
    return undefined;
  }
  // Where clients send the same in both states, each moment is like one of the ends.
  if (!worlds.podsChange && !worlds.trustDomainChanges && areSameWays(before.ways, after.ways)) {
    return undefined;
  }
  const between = new Between(call, worlds);
  const [policiesFirst, workloadsFirst] = ORDERS.map(order => outcomeOf(order, ends, between));
  return policiesFirst.safe && workloadsFirst.safe ? undefined : toTransition(before.flow, after.flow, policiesFirst, workloadsFirst);
}

interface Failure extends Moment {
  readonly flow: Flow;
  readonly standing: Standing;
}

function outcomeOf(order: RolloutOrder, ends: readonly Standing[], between: Between): OrderOutcome {
  const least = Math.min(...ends.map(({ protection }) => protection!));
  const failingAt = (isBrief: boolean): Failure[] => MOMENTS.filter(each => each.order === order && each.brief === isBrief).flatMap(each => {
    const flow = between.at(each);
    const standing = flow && standingOf(flow);
    return standing?.isKnown && (standing.refused > 0 || standing.protection! < least) ? [{ ...each, flow: flow!, standing }] : [];
  });
  const lasting = failingAt(false);
  const failing = lasting.length > 0 ? lasting : failingAt(true);
  if (failing.length === 0) {
    return { order, safe: true };
  }
  const [{ flow, standing, brief, words, versions: [clientPods,, serverPods] }] = failing;
  const onlyOneSide = !brief && failing.length === 1 && clientPods !== serverPods;
  return {
    order,
    safe: false,
    moment: brief && failing.length > 1 ? 'until both proxies have been told' : words,
    lasting: !brief ? 'until-restart' : failing.length > 1 ? 'until-told' : 'by-chance',
    // Who is new while the other is old should not have been first.
    ...onlyOneSide ? { safeIf: clientPods === 1 ? 'server-restarts-first' as const : 'client-restarts-first' as const } : {},
    verdict: standing.refused > 0 ? Verdict.REFUSED : flow.verdict,
    because: reasonsOf(flow),
  };
}

/** The reasons for which a call fails, where it does so at some of the workloads behind the server only. */
function reasonsOf({ because, backends = [] }: Flow): readonly Reason[] {
  return backends.find(({ verdict }) => verdict === Verdict.REFUSED)?.because ?? because;
}

function toTransition(before: Flow, after: Flow, policiesFirst: OrderOutcome, workloadsFirst: OrderOutcome): Transition {
  // Whoever applies everything at once has the policies first.
  const usual = policiesFirst.safe ? workloadsFirst : policiesFirst;
  const refused = usual.verdict === Verdict.REFUSED;
  const reason = decisiveReason(usual.because);
  const { client, server, port } = after;
  return {
    kind: refused ? 'rollout-refused' : 'rollout-unprotected',
    severity: policiesFirst.safe ? 'info' : SEVERITY[policiesFirst.lasting!],
    message: `${callOf(after)} ${refused ? 'fails' : 'is less protected'} on the way${policiesFirst.safe ? ' if the workloads come first' : ''}, ${usual.moment}: ${reason?.statement}`,
    fix: fixFor(policiesFirst, workloadsFirst),
    objects: [...reason?.object ? [reason.object] : [], client, server],
    client,
    server,
    port,
    before: before.verdict,
    after: after.verdict,
    orders: [policiesFirst, workloadsFirst],
  };
}

const SEVERITY: Readonly<Record<NonNullable<OrderOutcome['lasting']>, DifferenceSeverity>> = {
  'until-restart': Severity.ERROR,
  'until-told': Severity.WARNING,
  'by-chance': 'info',
};

function fixFor(policiesFirst: OrderOutcome, workloadsFirst: OrderOutcome): string {
  if (policiesFirst.safe) {
    return 'Apply the policies first, and let the new pods run afterwards.';
  }
  if (workloadsFirst.safe || (policiesFirst.lasting === 'until-restart' && workloadsFirst.lasting !== 'until-restart')) {
    return 'Let the new pods run first, and apply the policies when all of them do.';
  }
  if (policiesFirst.safeIf) {
    return policiesFirst.safeIf === 'client-restarts-first'
      ? 'Apply the policies, then restart the pods of the client, and those of the server when all of the client\'s are new.'
      : 'Apply the policies, then restart the pods of the server, and those of the client when all of the server\'s are new.';
  }
  const kinds = (policiesFirst.because ?? []).map(({ object }) => object?.kind);
  if (kinds.at(-1) === 'AuthorizationPolicy') {
    return 'Take two steps: first allow the old and the new caller, and remove the old one when no pod has its identity any more.';
  }
  if (policiesFirst.lasting === 'by-chance') {
    return 'If no call may fail: keep what clients send with a DestinationRule, change what the server takes, and remove the rule.';
  }
  return kinds.includes('PeerAuthentication')
    ? 'Go by way of PERMISSIVE, which takes both, and require the mode that is wanted when all clients send what it asks for.'
    : 'Take two steps: first what works with the old and the new pods, and the rest when all pods are new.';
}

/** A call at all the moments between two states. What was found at one is kept for others that are the same. */
class Between {
  private readonly known = new Map<string, Flow | undefined>();

  constructor(private readonly call: Call, private readonly worlds: Worlds) {}

  /** What becomes of the call; undefined if the moment is no different from before or afterwards, or one of the ends is not there. */
  public at({ versions }: Moment): Flow | undefined {
    const { podsChange, policiesChange } = this.worlds;
    const changes = [podsChange, policiesChange, podsChange, policiesChange];
    // What does not change at all is as old as it is new.
    const [clientPods, clientTold, serverPods, serverTold] = versions.map((version, index) => (changes[index] ? version : 0));
    const key = [clientPods, clientTold, serverPods, serverTold].join();
    if (!this.known.has(key)) {
      const isBetween = new Set(versions.filter((_, index) => changes[index])).size > 1;
      this.known.set(key, isBetween ? this.explain([clientPods, clientTold, serverPods, serverTold]) : undefined);
    }
    return this.known.get(key);
  }

  private explain([clientPods, clientTold, serverPods, serverTold]: Versions): Flow | undefined {
    const name = callName(this.call);
    const ofClient = this.worlds.mixed(clientPods, clientTold);
    const sending = this.worlds.mixed(serverPods, clientTold);
    const receiving = this.worlds.mixed(serverPods, serverTold);
    const asSent = sending.find(name);
    const client = ofClient.find(name)?.client;
    if (!asSent || !client) {
      return undefined;
    }
    const planes = sending.calls.planes.map((_, index) => meeting(ofClient, sending, receiving, index));
    const { object, port } = asSent.target;
    const flow = leastProtected(waysBy(client, asSent.target, planes, sending.calls.registry).map(way => evaluate(client, way, planes)));
    const nobody = flow.verdict === Verdict.UNKNOWN && isNobodyBehind(asSent, sending)
      ? { verdict: Verdict.REFUSED, because: [...flow.because, { statement: `no pod is behind ${described(object)}`, object: referenceTo(object.manifest, 'spec.selector') }] }
      : {};
    return { ...flow, server: referenceTo(object.manifest), port, ...nobody };
  }
}

/** Whether a Service that selects pods has none. */
function isNobodyBehind({ target: { object, port } }: Call, { calls: { registry } }: World): boolean {
  return registry.hosts.of(object).some(host => host.selector !== undefined
    && host.ports.some(hostPort => hostPort.number === port && registry.backendsOf(host, hostPort).length === 0));
}
