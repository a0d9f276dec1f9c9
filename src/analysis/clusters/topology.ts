import { Cluster } from './cluster';
import { listAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { DeclaredServer, declaredServers } from '../istio/gateway-objects';
import { hostCovers } from '../istio/host-match';
import { SourcedManifest } from '../manifest';
import { clusterOf } from '../rule';

/** The label that says in which network something is. */
const NETWORK_LABEL = 'topology.istio.io/network';

/** The network of a cluster: as istiod was told, else as the label of its namespace says; undefined if neither does. */
export function networkOf({ inventory, context }: Cluster): string | undefined {
  const home = inventory.find('', 'Namespace', undefined, clusterOf(context).rootNamespace);
  return context.istio?.network || textAt(home?.manifest, 'metadata', 'labels', NETWORK_LABEL) || undefined;
}

/** The name by which istiod knows its cluster, as it was told or as its Deployment says; undefined if neither does. */
export function clusterNameOf({ inventory, context }: Cluster): string | undefined {
  return context.istio?.clusterName ?? istiodEnvironment(inventory.ofKind('apps', 'Deployment'), clusterOf(context).rootNamespace, 'CLUSTER_ID');
}

function istiodEnvironment(deployments: readonly SourcedManifest[], rootNamespace: string, variable: string): string | undefined {
  return deployments
    .filter(({ manifest }) => manifest.metadata.namespace === rootNamespace)
    .flatMap(({ manifest }) => listAt(manifest, 'spec', 'template', 'spec', 'containers'))
    .filter(container => textAt(container, 'name') === 'discovery')
    .flatMap(container => listAt(container, 'env'))
    .filter(entry => textAt(entry, 'name') === variable)
    .map(entry => textAt(entry, 'value'))[0];
}

/**
 * The Gateway through which calls from other networks to a host come into a cluster: an
 * east-west gateway, which passes TLS on by the name in it. Undefined if none is shown.
 *
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
 */
export function eastWestGateway({ inventory }: Cluster, host: string): { readonly object: SourcedManifest; readonly field: string } | undefined {
  return inventory.view(passingServers).find(({ hosts }) => hosts.some(pattern => hostCovers(pattern.slice(pattern.indexOf('/') + 1), host)));
}

/** Whether anything leads from other networks into the one of a cluster. */
export function hasEntry(cluster: Cluster, network: string): boolean {
  return cluster.inventory.view(passingServers).length > 0 || isMarkedAsEntry(cluster, network);
}

/** Whether a Service or a Gateway of the Kubernetes API is marked as the way into a network. */
export function isMarkedAsEntry({ inventory }: Cluster, network: string): boolean {
  return inventory.view(markedEntries).has(network);
}

/** The servers of Gateways that pass TLS on by the name in it. */
function passingServers(inventory: Inventory): readonly DeclaredServer[] {
  return declaredServers(inventory).filter(({ mode }) => mode === 'AUTO_PASSTHROUGH');
}

function markedEntries(inventory: Inventory): ReadonlySet<string> {
  return new Set([...inventory.ofKind('', 'Service'), ...inventory.ofKind('gateway.networking.k8s.io', 'Gateway')]
    .flatMap(({ manifest }) => textAt(manifest, 'metadata', 'labels', NETWORK_LABEL) ?? []));
}
