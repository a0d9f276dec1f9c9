import { concerningCalls, haveSameSettings } from './concern';
import { isOfHosts, isOfPods } from './kinds';
import { LedNames } from './led-names';
import { ambiguous, Worlds } from './world';
import { Call, CallFilter } from '../flows/declared';
import { ISTIO_NETWORKING, ISTIO_SECURITY } from '../istio/kinds';
import { groupKind, namespaceOf, SourcedManifest } from '../manifest';
import { Host } from '../network/hosts';
import { clusterOf } from '../rule';

/**
 * What a change of the objects can make anything different of. The rest has the same verdict before, afterwards
 * and at every moment between, because nothing is different that it is made of, and need not be asked about.
 */
export interface Reach extends CallFilter {
  /** Whether it can reach the pods of a namespace, and what they make of calls. */
  pods(namespace: string): boolean;
}

export const EVERYWHERE: Reach = { pods: () => true, call: () => true, between: () => true };

/**
 * Kinds that decide only about calls of clients in their namespace and to what is there, unless that is the root
 * namespace. VirtualServices and Gateways are none: they choose hosts and pods of any namespace.
 */
const OF_NAMESPACE = new Set([
  '/ConfigMap',
  ...['PeerAuthentication', 'AuthorizationPolicy'].map(kind => `${ISTIO_SECURITY}/${kind}`),
  ...['DestinationRule', 'Sidecar', 'EnvoyFilter', 'WorkloadEntry'].map(kind => `${ISTIO_NETWORKING}/${kind}`),
]);

/** How far a change from one state to another reaches. Whatever is not known to be narrow is taken to reach everything. */
export function reachOf(worlds: Worlds): Reach {
  const [before, after] = worlds.states;
  const changed = concerningCalls(worlds);
  const rootNamespace = clusterOf(after.context).rootNamespace;
  const isNarrow = (object: SourcedManifest): boolean => ![undefined, rootNamespace].includes(namespaceReached(object));
  if (!haveSameSettings(worlds) || !changed.every(isNarrow)) {
    return EVERYWHERE;
  }
  const led = [before, after].map(({ inventory }, version) => new LedNames(inventory, worlds.pure(version as 0 | 1).calls.registry));
  // Whether a proxy listens for requests to hosts that it does not know depends on all that it knows.
  if (changed.some(isOfHosts) && led.some(({ areRouted }) => areRouted)) {
    return EVERYWHERE;
  }
  const reached = [...changed, ...ambiguous(before), ...ambiguous(after)].map(object => namespaceReached(object)!);
  return new ReachOfNamespaces(new Set(reached), led, worlds);
}

/** The reach of a change of objects that each reach their own namespace, and calls that are led there. */
class ReachOfNamespaces implements Reach {
  private readonly knownNames = new Map<string, boolean>();
  private readonly knownServers = new Map<string, boolean>();

  constructor(private readonly namespaces: ReadonlySet<string>, private readonly led: readonly LedNames[], private readonly worlds: Worlds) {}

  public pods(namespace: string): boolean {
    return this.namespaces.has(namespace);
  }

  public call({ client, target: { object, destinations } }: Call): boolean {
    const server = namespaceOf(object);
    return this.pods(client.namespace) || this.pods(server) || destinations.some(({ host }) => (host === undefined
      // The address of a pod may be known to proxies from any Service in front of it, whose routes then count.
      ? this.servers(server)
      : this.name(host)));
  }

  public between(client: string, server: string): boolean {
    return this.pods(client) || this.servers(server);
  }

  /** Whether a call to workloads of a namespace may end in one of those that are reached, by a name or at their own address. */
  private servers(namespace: string): boolean {
    return once(this.knownServers, namespace, () => this.pods(namespace)
      || this.hosts(hosts => hosts.in(namespace)).some(({ name, selector }) => selector !== undefined && this.name(name)));
  }

  /** Whether a call to a name may end in one of the namespaces, by the way of whichever other names. */
  private name(called: string): boolean {
    return once(this.knownNames, called, () => {
      const names = new Set([called]);
      // What is added to a set while it is walked through is walked through too.
      for (const name of names) {
        this.led.forEach(led => led.from(name).forEach(next => names.add(next)));
      }
      return [...names].some(name => this.hosts(hosts => hosts.named(name)).some(({ namespace }) => this.pods(namespace)));
    });
  }

  /** Hosts of both states. */
  private hosts(among: (hosts: Worlds['hosts'][0]) => readonly Host[]): Host[] {
    return this.worlds.hosts.flatMap(among);
  }
}

/** What was found before for a key, or is now. */
function once(known: Map<string, boolean>, key: string, find: () => boolean): boolean {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

/** The namespace beyond which an object does not reach; undefined if it may. */
function namespaceReached(object: SourcedManifest): string | undefined {
  const kind = groupKind(object.manifest);
  if (kind === '/Namespace') {
    return object.manifest.metadata.name;
  }
  return isOfPods(object) || isOfHosts(object) || OF_NAMESPACE.has(kind) ? namespaceOf(object) : undefined;
}
