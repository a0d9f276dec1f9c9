import { Calls } from './calls';
import { callsInPolicies } from './declared-by-policies';
import { callsInApplications } from './declared-by-references';
import { callsOfGateways, callsOfSelectingRules } from './declared-by-routes';
import { Target, toHost, toWorkload } from './target';
import { compareText } from '../../core/compare-text';
import { ObjectReference } from '../../core/finding';
import { hasField, textAt } from '../fields';
import { Inventory } from '../inventory';
import { IstioDataPlane } from '../istio/istio-data-plane';
import { ISTIO_NETWORKING, ISTIO_SECURITY } from '../istio/kinds';
import { groupKind, namespaceOf, SourcedManifest } from '../manifest';
import { Host } from '../network/hosts';
import { Workload, workloads } from '../workloads';

/** A call between two of the objects. */
export interface Call {
  readonly client: Workload;
  readonly target: Target;
}

/** Which calls are asked about. */
export interface CallFilter {
  call(call: Call): boolean;
  /** Whether any may be of clients in one namespace to workloads in another one; cheaper to ask than about each. */
  between(client: string, server: string): boolean;
}

const EVERY_CALL: CallFilter = { call: () => true, between: () => true };

/** A call that the objects themselves say is made. */
export interface DeclaredCall extends Call {
  /** What says so. */
  readonly declaredBy: ObjectReference;
}

/**
 * The calls that the objects declare: callers that an AuthorizationPolicy names,
 * Services that an application has in its environment or arguments, what gateways
 * are told to route, and DestinationRules for chosen workloads. Each once, by
 * client, server and port. It costs as much as there are objects and such calls.
 */
export function declaredCalls(inventory: Inventory, calls: Calls, asked: CallFilter = EVERY_CALL): DeclaredCall[] {
  const istio = istioOf(calls);
  const declared = new Map<string, DeclaredCall>();
  for (const source of [
    ...istio ? [callsInPolicies(inventory, calls, istio, asked)] : [],
    callsInApplications(inventory, calls),
    ...istio ? [callsOfGateways(inventory, calls), callsOfSelectingRules(inventory, calls)] : [],
  ]) {
    for (const call of source) {
      if (asked.call(call)) {
        const key = keyOf(call);
        declared.set(key, declared.get(key) ?? call);
      }
    }
  }
  return [...declared].sort(([a], [b]) => compareText(a, b)).map(([, call]) => call);
}

/**
 * Every call that could be made: of each workload to each port of each Service and
 * ServiceEntry, and to the ports of workloads that are behind none. There are as many
 * as clients times servers, so they are made one by one as they are asked for.
 */
export function* allPairs(inventory: Inventory, calls: Calls, asked: CallFilter = EVERY_CALL): Generator<Call> {
  const { hosts } = calls.registry;
  const visible = istioOf(calls)?.visible;
  const all = inventory.view(workloads);
  const unserved = all.flatMap(workload => [...new Set(workload.ports.map(({ number }) => number))]
    .map(port => toWorkload(workload, port, calls))
    .filter(({ destinations: [{ host }] }) => host === undefined));
  // A ServiceEntry is nothing to those who do not see it; a Service can be called all the same.
  const isThereFor = ({ object: { manifest }, name }: Host, { namespace }: Workload): boolean => manifest.kind === 'Service'
    || !visible || visible.find(name, namespace) !== undefined;
  for (const client of all) {
    for (const host of hosts.all) {
      for (const { number } of isThereFor(host, client) ? host.ports : []) {
        const call = { client, target: toHost(host, number) };
        if (asked.call(call)) {
          yield call;
        }
      }
    }
    for (const target of unserved) {
      if (target.object !== client.object && asked.call({ client, target })) {
        yield { client, target };
      }
    }
  }
}

/** Whether it may depend on an object which calls there are, declared or to be made, and not only what becomes of them. */
export function decidesWhatIsCalled({ manifest }: SourcedManifest): boolean {
  switch (groupKind(manifest)) {
    case `${ISTIO_SECURITY}/PeerAuthentication`:
    case `${ISTIO_NETWORKING}/Sidecar`:
    case `${ISTIO_NETWORKING}/EnvoyFilter`:
      return false;
    case `${ISTIO_SECURITY}/AuthorizationPolicy`:
      return !['DENY', 'CUSTOM'].includes(textAt(manifest, 'spec', 'action') ?? 'ALLOW');
    case `${ISTIO_NETWORKING}/DestinationRule`:
      return hasField(manifest, 'spec', 'workloadSelector');
    default:
      return true;
  }
}

/** What tells one call from another, also between two states of the objects; in the order in which they are listed. */
export function keyOf({ client, target }: Call): string {
  return [...nameOf(client.object), ...nameOf(target.object), hostOf(target) ?? '', String(target.port).padStart(5, '0')].join('\0');
}

/** The name by which a target is called that is a host; a workload has none, whichever Services are in front of it. */
export function hostOf({ object, destinations: [first] }: Target): string | undefined {
  return first.object === object ? first.host : undefined;
}

function nameOf(object: SourcedManifest): string[] {
  return [namespaceOf(object), object.manifest.metadata.name, object.manifest.kind];
}

function istioOf({ planes }: Calls): IstioDataPlane | undefined {
  return planes.find(plane => plane instanceof IstioDataPlane);
}
