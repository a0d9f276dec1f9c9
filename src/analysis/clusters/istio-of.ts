import { World } from '../diff/world';
import { IstioDataPlane } from '../istio/istio-data-plane';

/** What Istio makes of a world. */
export function istioOf({ calls: { planes } }: World): IstioDataPlane {
  return planes.find(plane => plane instanceof IstioDataPlane)!;
}
