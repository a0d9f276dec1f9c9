import { fieldAt } from '../analysis/fields';
import { Inventory } from '../analysis/inventory';
import { injectionOf, Proxy } from '../analysis/istio/injection';
import { peerAuthentications } from '../analysis/istio/peer-authentications';
import { completeSettings } from '../analysis/istio/settings';
import { RuleContext } from '../analysis/rule';
import { services } from '../analysis/services';
import { Workload, workloads } from '../analysis/workloads';

/** The workloads whose pods have a sidecar, which is what reports about calls; or those of which that is not known. */
export function meshWorkloads(inventory: Inventory, { istio = {} }: RuleContext, proxy: Proxy.SIDECAR | Proxy.UNKNOWN = Proxy.SIDECAR): Workload[] {
  const settings = completeSettings(istio, inventory);
  return inventory.view(workloads).filter(workload => injectionOf(workload, inventory, settings).proxy === proxy);
}

/** Whether there are sidecars: the mesh has policies even where its workloads are deployed from elsewhere, and nobody can list them. */
export function hasSidecars(inventory: Inventory, context: RuleContext): boolean {
  return inventory.view(peerAuthentications).all.length > 0 || meshWorkloads(inventory, context).length > 0;
}

/** Whether anybody is meant to call a workload: it names a port, or a Service leads to it. */
export function isServer({ ports, namespace, labels }: Workload, inventory: Inventory): boolean {
  return ports.length > 0 || inventory.view(services).selecting(namespace, labels).length > 0;
}

/** Whether pods of a workload run all the time, so that there must be one to be seen. */
export function isAlwaysRunning({ object: { manifest } }: Workload): boolean {
  return manifest.kind !== 'Job' && manifest.kind !== 'CronJob' && fieldAt(manifest, 'spec', 'replicas') !== 0;
}

/** `shop/cart`. */
export function nameOf({ namespace, object: { manifest } }: Workload): string {
  return `${namespace}/${manifest.metadata.name}`;
}

/** The names that a workload may have that runs a pod, by how Kubernetes names pods. */
export function ownersOf(pod: string): string[] {
  const [, random] = /^(.+)-[a-z0-9]{5}$/.exec(pod) ?? [];
  const [, template] = random === undefined ? [] : /^(.+)-[a-z0-9]{1,10}$/.exec(random) ?? [];
  const [, ordinal] = /^(.+)-\d+$/.exec(pod) ?? [];
  return [pod, random, template, ordinal].filter(name => name !== undefined);
}
