import { IstioDataPlane } from './istio-data-plane';
import { callsOf } from '../flows/calls';
import { Inventory } from '../inventory';
import { RuleContext } from '../rule';

/** What Istio makes of an inventory: the same objects by which calls are explained. */
export function meshOf(inventory: Inventory, context: RuleContext): IstioDataPlane {
  return callsOf(inventory, context).planes.find(plane => plane instanceof IstioDataPlane)!;
}

/** Something made from what Istio makes of an inventory: at the first look, and then kept. */
export type MeshView<T> = (inventory: Inventory, context: RuleContext) => T;

export function meshView<T>(make: (mesh: IstioDataPlane, inventory: Inventory) => T): MeshView<T> {
  const made = new WeakMap<IstioDataPlane, { readonly value: T }>();
  return (inventory, context) => {
    const mesh = meshOf(inventory, context);
    const known = made.get(mesh) ?? { value: make(mesh, inventory) };
    made.set(mesh, known);
    return known.value;
  };
}
