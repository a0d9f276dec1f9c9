import { Refusal, refusalOf } from './operator';
import { State, World } from './state';
import { Trace } from '../explorer';

/** What the product would have said of each step of an operator along a trace; nothing where it would have let it pass. */
export function refusedSteps(world: World, { steps }: Trace<State>): { readonly step: number; readonly refusal: Refusal }[] {
  return steps.flatMap(({ from, to }, step) => {
    const refusal = to.head === from.head ? NONE : refusalOf(world, from, to.head);
    return refusal.byRecords.length + refusal.byGuards.length > 0 ? [{ step, refusal }] : [];
  });
}

const NONE: Refusal = { byRecords: [], byGuards: [] };
