import { adoptionVariety } from './adoption';
import { approverPolicyVariety } from './approverpolicy';
import { VarietyCase } from './case';
import { certManagerVariety } from './certmanager';
import { chainVariety } from './chain';
import { istioVariety } from './istio';
import { meshVariety } from './mesh';
import { trustManagerVariety } from './trustmanager';

export { manifestsOf } from './case';
export type { Manifest, VarietyCase } from './case';

/** Apps that together reach every branch of the constructs, and what they write. */
export function wholeVariety(): VarietyCase[] {
  return [
    ...certManagerVariety(), ...trustManagerVariety(), ...approverPolicyVariety(), ...istioVariety(),
    ...chainVariety(), ...meshVariety(), ...adoptionVariety(),
  ];
}
