import { Cluster, joined } from './cluster';
import { Crossing } from './crossing';
import { inCluster } from './tags';
import { told } from './told';
import { Flow } from '../../core/flow';
import { callName } from '../diff/world';
import { callsOf, explainBy, waysBy } from '../flows/calls';
import { declaredCalls, DeclaredCall, hostOf } from '../flows/declared';
import { findTarget, findWorkload, Found, Target } from '../flows/target';
import { Inventory } from '../inventory';
import { ISTIO_SECURITY } from '../istio/kinds';
import { apiGroup, SourcedManifest } from '../manifest';
import { Workload, workloads } from '../workloads';

/** A call from one cluster to another, or within one. */
export interface ClusterCall {
  readonly from: Cluster;
  readonly client: Workload;
  readonly to: Cluster;
  /** As the proxies of the client's cluster see it. */
  readonly target: Target;
}

/** A call that the objects say is made. */
export type DeclaredClusterCall = ClusterCall & Pick<DeclaredCall, 'declaredBy'>;

/**
 * Calls between the clusters of a mesh with a control plane in each. istiod reads the Services
 * and pods of all clusters, and takes those of one namespace and name for the same; but what it
 * tells its own proxies is by the policies of its own cluster alone. So the client's side of a
 * call, and what automatic mutual TLS believes of the server, is decided by the client's
 * cluster, and what becomes of the call by the server's.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/xds/endpoints/mtls_checker.go (checkMtlsEnabled)
 */
export class ClusterCalls {
  public readonly clusters: readonly Cluster[];
  private readonly crossings = new Map<string, Crossing>();

  constructor(clusters: readonly Cluster[]) {
    this.clusters = joined(clusters);
  }

  /** The cluster of a name. */
  public cluster(name: string): Cluster {
    return this.clusters.find(cluster => cluster.name === name)!;
  }

  /** The workload of a cluster that a text such as `shop/web` names. */
  public client(cluster: Cluster, text: string): Found<Workload> {
    return findWorkload(text, cluster.inventory);
  }

  /** What of a cluster a text such as `shop/cart:80` names, for callers of this or another one. */
  public target(from: Cluster, to: Cluster, text: string): Found<Target> {
    const { inventory, world } = told(from, to);
    return findTarget(text, inventory, world.calls);
  }

  /** What becomes of a call. */
  public explain({ from, client, to, target }: ClusterCall): Flow {
    const { world: { calls }, tags } = told(from, to);
    const planes = from === to ? calls.planes : [this.crossing(from, to)];
    return tags.flow(explainBy(client, target, waysBy(client, target, planes, calls.registry), planes));
  }

  /** The calls from a cluster to what is in this or another one that somebody declared. */
  public* declared(from: Cluster, to: Cluster): Generator<DeclaredClusterCall> {
    const { inventory, world, tags } = told(from, to);
    if (from === to) {
      for (const { client, target, declaredBy } of declaredCalls(inventory, world.calls)) {
        if (!this.isServedElsewhere(target, to)) {
          yield { from, client, to, target, declaredBy: tags.reference(declaredBy) };
        }
      }
      return;
    }
    const clients = new Map(from.inventory.view(workloads).map(workload => [apart(workload.object), workload]));
    // Callers are named by the policies of the server, and by what the applications of the client read.
    const ofClient = inventory.objects.filter(object => !saysWhoMayCall(object));
    const all = new Inventory([...ofClient, ...to.inventory.objects.filter(saysWhoMayCall), ...clients.keys()]);
    for (const call of declaredCalls(all, callsOf(all, from.context))) {
      const client = clients.get(call.client.object);
      const target = client && !clients.has(call.target.object) && world.targetOf(callName(call));
      if (target && !this.isServedElsewhere(target, to)) {
        const { declaredBy } = call;
        const home = declaredBy.kind === 'AuthorizationPolicy' ? to : from;
        yield { from, client, to, target, declaredBy: inCluster(declaredBy, home) };
      }
    }
  }

  private crossing(from: Cluster, to: Cluster): Crossing {
    const key = JSON.stringify([from.name, to.name]);
    const crossing = this.crossings.get(key) ?? new Crossing(from, to);
    this.crossings.set(key, crossing);
    return crossing;
  }

  /** Whether a Service has its pods in other clusters, and in one only its name. */
  private isServedElsewhere(target: Target, cluster: Cluster): boolean {
    const host = hostOf(target);
    return host !== undefined && !isServed(host, cluster) && this.clusters.some(other => isServed(host, other));
  }
}

function isServed(name: string, cluster: Cluster): boolean {
  const { registry } = told(cluster, cluster).world.calls;
  return registry.hosts.named(name).some(host => host.ports.some(port => registry.backendsOf(host, port).length > 0));
}

/** A workload under a name that none of another cluster has. */
function apart({ manifest, origin }: SourcedManifest): SourcedManifest {
  return { manifest: { ...manifest, metadata: { ...manifest.metadata, name: `${manifest.metadata.name}\0` } }, origin };
}

function saysWhoMayCall({ manifest }: SourcedManifest): boolean {
  return manifest.kind === 'AuthorizationPolicy' && apiGroup(manifest) === ISTIO_SECURITY;
}
