import { isDeepStrictEqual } from 'node:util';
import { LedNames } from './led-names';
import { isOfPods, State, Worlds } from './world';
import { Call } from '../flows/declared';
import { ISTIO_NETWORKING, ISTIO_SECURITY } from '../istio/kinds';
import { apiGroup, namespaceOf, SourcedManifest } from '../manifest';
import { Hosts } from '../network/hosts';
import { clusterOf } from '../rule';

/**
 * What a change of the objects can make anything different of. The rest has the same verdict before, afterwards
 * and at every moment between, because nothing is different that it is made of, and need not be asked about.
 */
export interface Reach {
  /** Whether the change is none for any call. */
  readonly isNowhere: boolean;
  /** Whether it can reach the pods of a namespace, and what they make of calls. */
  pods(namespace: string): boolean;
  /** Whether it can reach a call that both states know. */
  call(call: Call): boolean;
}

export const NOWHERE: Reach = { isNowhere: true, pods: () => false, call: () => false };
export const EVERYWHERE: Reach = { isNowhere: false, pods: () => true, call: () => true };

/** API groups that no call depends on: of certificates, of rights, of how many pods there are. */
const UNRELATED_GROUPS = new Set([
  'cert-manager.io', 'trust.cert-manager.io', 'policy.cert-manager.io', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'autoscaling', 'policy',
]);
const UNRELATED_KINDS = new Set(['/Secret', '/ServiceAccount']);

/** Names that can be called. */
const HOSTS = new Set(['/Service', `${ISTIO_NETWORKING}/ServiceEntry`]);

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
export function reachOf([before, after]: readonly [State, State], worlds: Worlds): Reach {
  if (!worlds.podsChange && !worlds.policiesChange) {
    return NOWHERE;
  }
  const changed = worlds.changed.filter(object => !isUnrelated(object));
  const rootNamespace = clusterOf(after.context).rootNamespace;
  const isNarrow = (object: SourcedManifest): boolean => namespaceReached(object) !== undefined && namespaceReached(object) !== rootNamespace;
  if (!haveSameSettings(before, after, worlds) || !changed.every(isNarrow)) {
    return EVERYWHERE;
  }
  if (changed.length === 0 && ambiguous(before).length === 0 && ambiguous(after).length === 0) {
    return NOWHERE;
  }
  const led = [before, after].map(({ inventory }, version) => new LedNames(inventory, worlds.pure(version as 0 | 1).calls.registry));
  // Whether a proxy listens for requests to hosts that it does not know depends on all that it knows.
  if (changed.some(object => HOSTS.has(kindOf(object))) && led.some(({ areRouted }) => areRouted)) {
    return EVERYWHERE;
  }
  const narrow = [...changed, ...ambiguous(before), ...ambiguous(after)];
  return new ReachOfNamespaces(new Set(narrow.map(object => namespaceReached(object)!)), led, worlds);
}

/** The reach of a change of objects that each reach their own namespace, and calls that are led there. */
class ReachOfNamespaces implements Reach {
  public readonly isNowhere = false;
  private readonly known = new Map<string, boolean>();

  constructor(private readonly namespaces: ReadonlySet<string>, private readonly led: readonly LedNames[], private readonly worlds: Worlds) {}

  public pods(namespace: string): boolean {
    return this.namespaces.has(namespace);
  }

  public call({ client, target: { object, destinations } }: Call): boolean {
    return this.pods(client.namespace) || this.pods(namespaceOf(object)) || destinations.some(({ host }) => (host === undefined
      // The address of a pod may be known to proxies from any Service in front of it, whose routes then count.
      ? this.hosts.flatMap(hosts => hosts.in(namespaceOf(object))).some(({ name }) => this.name(name))
      : this.name(host)));
  }

  private get hosts(): readonly Hosts[] {
    return ([0, 1] as const).map(version => this.worlds.pure(version).calls.registry.hosts);
  }

  /** Whether a call to a name may end in one of the namespaces, by the way of whichever other names. */
  private name(called: string): boolean {
    let reached = this.known.get(called);
    if (reached === undefined) {
      const names = new Set([called]);
      // What is added to a set while it is walked through is walked through too.
      for (const name of names) {
        this.led.forEach(led => led.from(name).forEach(next => names.add(next)));
      }
      reached = [...names].some(name => this.hosts.some(hosts => hosts.named(name).some(({ namespace }) => this.namespaces.has(namespace))));
      this.known.set(called, reached);
    }
    return reached;
  }
}

/** The namespace beyond which an object does not reach; undefined if it may. */
function namespaceReached(object: SourcedManifest): string | undefined {
  const kind = kindOf(object);
  if (kind === '/Namespace') {
    return object.manifest.metadata.name;
  }
  return isOfPods(object) || OF_NAMESPACE.has(kind) || HOSTS.has(kind) ? namespaceOf(object) : undefined;
}

/** Workloads and hosts of which several claim one name: which of them is meant may differ between two moments. */
function ambiguous({ inventory }: State): SourcedManifest[] {
  return inventory.collisions().flat().filter(object => isOfPods(object) || HOSTS.has(kindOf(object)));
}

function isUnrelated({ manifest }: SourcedManifest): boolean {
  return UNRELATED_GROUPS.has(apiGroup(manifest)) || UNRELATED_KINDS.has(`${apiGroup(manifest)}/${manifest.kind}`);
}

/** What is known of the mesh besides the objects, and what is taken from all of them together. */
function haveSameSettings(before: State, after: State, worlds: Worlds): boolean {
  return isDeepStrictEqual(before.context.istio, after.context.istio)
    && clusterOf(before.context).rootNamespace === clusterOf(after.context).rootNamespace
    && isDeepStrictEqual(worlds.settings[0], worlds.settings[1]);
}

function kindOf({ manifest }: SourcedManifest): string {
  return `${apiGroup(manifest)}/${manifest.kind}`;
}
