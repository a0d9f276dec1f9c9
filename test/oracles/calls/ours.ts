import { Call, Scene } from './scene';
import { Calls } from '../../../src/analysis/flows/calls';
import { findWorkload, Target } from '../../../src/analysis/flows/target';
import { Inventory } from '../../../src/analysis/inventory';
import { DEFAULT_SETTINGS, settingsOfMeshConfig } from '../../../src/analysis/istio/settings';
import { Workload } from '../../../src/analysis/workloads';
import { Flow } from '../../../src/core/flow';
import { inventoryOf } from '../../analysis/objects';

/** What we say of the calls of a scene. */
export function ours({ objects, meshConfig, calls }: Scene): Flow[] {
  const inventory = inventoryOf(objects);
  const semantics = new Calls(inventory, { trustDomain: DEFAULT_SETTINGS.trustDomain, ...settingsOfMeshConfig(meshConfig) });
  return calls.map(call => semantics.explain(workloadNamed(call.client, inventory), targetOf(call, inventory, semantics)));
}

function workloadNamed(name: string, inventory: Inventory): Workload {
  const workload = findWorkload(name, inventory);
  if ('problem' in workload) {
    throw new Error(workload.problem);
  }
  return workload.found;
}

function targetOf({ host, workload, port }: Call, inventory: Inventory, calls: Calls): Target {
  if (host !== undefined) {
    const [named] = calls.registry.hosts.named(host);
    return { object: named.object, port, destinations: [{ object: named.object, host, port }] };
  }
  const called = workloadNamed(workload!, inventory);
  return { object: called.object, port, destinations: [{ object: called.object, workload: called, port }] };
}
