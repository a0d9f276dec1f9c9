import { AcceptedHarm, ChangeType, RecordedChange, StepProblem } from './change-type';
import { intermediateRotations } from './intermediate-rotations';
import { rootRotations } from './root-rotations';
import { strictMigrations } from './strict-migrations';
import { trustDomainChanges } from './trust-domain-changes';
import type { State } from '../diff/world';

/** Every kind of change in steps. */
export const CHANGE_TYPES: readonly ChangeType<any>[] = [rootRotations, intermediateRotations, trustDomainChanges, strictMigrations];

/** A change as it is in two states; absent where a state knows nothing of it. */
export interface ChangeStep<R> {
  readonly type: ChangeType<R>;
  readonly subject: string;
  readonly before?: RecordedChange<R>;
  readonly after?: RecordedChange<R>;
}

/** The changes of a kind that one of two states knows of: those of `after` in their order, then what it knows nothing of. */
export function stepsOf<R>(type: ChangeType<R>, before: State, after: State): ChangeStep<R>[] {
  const [old, next] = [before, after].map(state => new Map(type.changesIn(state).map(change => [change.subject, change])));
  return [...new Set([...next.keys(), ...old.keys()])].map(subject => ({ type, subject, before: old.get(subject), after: next.get(subject) }));
}

/** What a step breaks on purpose; undefined if it moves nothing, or nothing of that kind. */
export function acceptedBy<R>({ type, before, after }: ChangeStep<R>): AcceptedHarm | undefined {
  const isStep = after !== undefined && (before === undefined || type.stageOf(before.record) !== type.stageOf(after.record));
  return isStep ? type.harmsOf?.(after.record) : undefined;
}

/** Why a step is not to be taken; nothing if it may. */
export function problemsOf<R>({ type, before, after }: ChangeStep<R>): readonly StepProblem[] {
  return after ? type.stepProblems(before, after) : [];
}
