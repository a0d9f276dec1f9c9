import { DataPlane } from './flows/data-plane';
import { Inventory } from './inventory';
import { IstioDataPlane } from './istio/istio-data-plane';
import { IstioSettings } from './istio/settings';
import { Registry } from './network/registry';

/** Every data plane whose semantics are known: to add one is to add a line. */
export function dataPlanes(inventory: Inventory, registry: Registry, settings: Required<IstioSettings>): readonly DataPlane[] {
  return [new IstioDataPlane(inventory, registry, settings)];
}
