import { ChangeType, StepProblem } from './change-type';
import { rootRotations } from './root-rotations';
import { strictMigrations } from './strict-migrations';
import { ObjectReference } from '../../core/finding';
import type { State } from '../diff/world';
import { referenceTo } from '../manifest';

/** Every kind of change in steps. */
export const CHANGE_TYPES: readonly ChangeType<any>[] = [rootRotations, strictMigrations];

/** A step that is not to be taken, and of what. */
export interface IllegalTransition extends StepProblem {
  readonly subject: string;
  readonly object?: ObjectReference;
}

/** The steps from one state to another that are not to be taken. */
export function illegalTransitions(before: State, after: State): IllegalTransition[] {
  return CHANGE_TYPES.flatMap(type => {
    const old = new Map(type.changesIn(before).map(change => [change.subject, change]));
    return type.changesIn(after).flatMap(change => type.stepProblems(old.get(change.subject), change).map(problem => ({
      ...problem,
      subject: change.subject,
      ...change.object ? { object: referenceTo(change.object.manifest) } : {},
    })));
  });
}
