import { isDeepStrictEqual } from 'node:util';
import { changedObjects } from './changed-objects';
import { isOfHosts, isOfPods } from './kinds';
import { borrowing } from './lending';
import { Calls, callsOf } from '../flows/calls';
import { Call, hostOf } from '../flows/declared';
import { Target, toHost, toWorkload } from '../flows/target';
import { Inventory, View } from '../inventory';
import { destinationRules } from '../istio/destination-rules';
import { peerAuthentications } from '../istio/peer-authentications';
import { completeSettings, IstioSettings } from '../istio/settings';
import { trustDomainInPolicies } from '../istio/trust-domain';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Hosts } from '../network/hosts';
import { RuleContext } from '../rule';
import { Workload, workloads } from '../workloads';

/** One of the two states of the manifests, with what is known of the cluster then. */
export interface State {
  readonly inventory: Inventory;
  readonly context: RuleContext;
}

/** A call by the names of its ends, by which it can be found in any state. */
export interface CallName {
  readonly client: string;
  readonly server: string;
  readonly host?: string;
  readonly port: number;
}

/** The name of an object among those of all kinds. */
function nameOf(object: SourcedManifest): string {
  return `${object.manifest.kind}/${namespaceOf(object)}/${object.manifest.metadata.name}`;
}

export function callName({ client, target }: Call): CallName {
  return { client: nameOf(client.object), server: nameOf(target.object), host: hostOf(target), port: target.port };
}

/** What is there at one time: pods of one state, and everything that proxies are told of one state, perhaps the other. */
export class World {
  private readonly byName = new Map<string, Workload>();

  constructor(public readonly calls: Calls, inventory: Inventory) {
    for (const workload of inventory.view(workloads)) {
      const name = nameOf(workload.object);
      this.byName.set(name, this.byName.get(name) ?? workload);
    }
  }

  /** The call, if both its ends are there. */
  public find(name: CallName): Call | undefined {
    const client = this.byName.get(name.client);
    const target = this.targetOf(name);
    return client && target && { client, target };
  }

  /** The workload of this world that a workload of another one is. */
  public counterpart({ object }: Workload): Workload | undefined {
    return this.byName.get(nameOf(object));
  }

  /** What a call is made to, if it is there. */
  public targetOf({ server, host: name, port }: Omit<CallName, 'client'>): Target | undefined {
    if (name === undefined) {
      const workload = this.byName.get(server);
      return workload && toWorkload(workload, port, this.calls);
    }
    const host = this.calls.registry.hosts.named(name)
      .find(({ object, ports }) => nameOf(object) === server && ports.some(({ number }) => number === port));
    return host && toHost(host, port);
  }
}

/** Old or new: an index into the two states. */
export type Version = 0 | 1;

/** The worlds that the two states of a change can be mixed into. Each is made when it is first asked for. */
export class Worlds {
  public readonly states: readonly [before: State, after: State];
  /** The objects that change, as they are in each state that has them. */
  public readonly changed: readonly SourcedManifest[];
  /** Whether anything changes that becomes effective when pods are restarted. */
  public readonly podsChange: boolean;
  /** Whether anything changes that proxies are told. */
  public readonly policiesChange: boolean;
  /** What is known of the mesh in each state. */
  public readonly settings: readonly [before: Required<IstioSettings>, after: Required<IstioSettings>];
  private readonly made = new Map<string, World>();

  constructor(before: State, after: State) {
    this.changed = changedObjects(before.inventory, after.inventory);
    // Which of several that claim one name comes first may differ.
    const mayBorrow = [before, after].every(state => ambiguous(state).length === 0);
    this.states = [before, mayBorrow ? { ...after, inventory: borrowing(after.inventory, before.inventory, this.changed) } : after];
    this.settings = [settingsOf(before), settingsOf(this.states[1])];
    this.podsChange = this.changed.some(isOfPods) || enrolledIn(before).join() !== enrolledIn(after).join();
    this.policiesChange = this.changed.some(object => !isOfPods(object)) || !isDeepStrictEqual(before.context.istio, after.context.istio);
  }

  /** The hosts of each state. */
  public get hosts(): readonly [before: Hosts, after: Hosts] {
    return [this.pure(0).calls.registry.hosts, this.pure(1).calls.registry.hosts];
  }

  /** Whether identities are of another trust domain afterwards. */
  public get trustDomainChanges(): boolean {
    return this.settings[0].trustDomain !== this.settings[1].trustDomain;
  }

  /** One of the two states as it is. */
  public pure(version: Version): World {
    return this.once(`${version}`, () => worldOf(this.states[version]));
  }

  /**
   * The pods of one state under the policies of another. Where the trust domains of the two differ, each is taken for
   * the other: that nobody may do so in truth is a difference of its own, and not one of each call.
   */
  public mixed(pods: Version, policies: Version): World {
    const isPure = pods === policies || !this.podsChange || !this.policiesChange;
    if (isPure && !this.trustDomainChanges) {
      return this.pure(this.podsChange ? pods : policies);
    }
    return this.once(`${pods}${policies}`, () => {
      const [ofPods, ofPolicies] = [this.states[pods], this.states[policies]];
      const { context } = ofPolicies;
      const inventory = pods === policies
        ? new Inventory(ofPods.inventory.objects)
        : mixedInventory(ofPods.inventory, ofPolicies.inventory);
      const trustDomainAliases = [...context.istio?.trustDomainAliases ?? [], ...new Set(this.settings.map(({ trustDomain }) => trustDomain))];
      const istio = { ...context.istio, enrolledNamespaces: enrolledIn(ofPods), trustDomainAliases };
      return worldOf({ inventory, context: { ...context, istio } });
    });
  }

  private once(key: string, make: () => World): World {
    const world = this.made.get(key) ?? make();
    this.made.set(key, world);
    return world;
  }
}

/** What is known of the mesh in a state. */
export function settingsOf({ context, inventory }: State): Required<IstioSettings> {
  return completeSettings(context.istio ?? {}, inventory);
}

/** The pods of one inventory, and the rest of another one. */
function mixedInventory(ofPods: Inventory, ofPolicies: Inventory): Inventory {
  const objects = [...ofPods.objects.filter(isOfPods), ...ofPolicies.objects.filter(object => !isOfPods(object))];
  return new Inventory(objects, new Map<View<unknown>, Inventory>([
    [workloads, ofPods], [destinationRules, ofPolicies], [peerAuthentications, ofPolicies], [trustDomainInPolicies, ofPolicies],
  ]));
}

function worldOf({ inventory, context }: State): World {
  return new World(callsOf(inventory, context), inventory);
}

function enrolledIn({ context }: State): readonly string[] {
  return context.istio?.enrolledNamespaces ?? [];
}

/** Workloads and hosts of which several claim one name: which of them is meant may differ between two moments. */
export function ambiguous({ inventory }: State): SourcedManifest[] {
  return inventory.collisions().flat().filter(object => isOfPods(object) || isOfHosts(object));
}
