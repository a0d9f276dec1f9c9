import { Reason } from '../../core/flow';

/** The step at which a verdict fell, with the object that says so: it is in the step before where the last one only draws the conclusion. */
export function decisiveReason(because: readonly Reason[] = []): Reason | undefined {
  const [before, last] = because.length > 1 ? because.slice(-2) : [undefined, because[0]];
  return last && !last.object && before?.object ? { statement: `${before.statement}; ${last.statement}`, object: before.object } : last;
}
