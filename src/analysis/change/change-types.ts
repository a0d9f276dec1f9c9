import { AcceptedHarm, ChangeType, RecordedChange, StepProblem } from './change-type';
import { intermediateRotations } from './intermediate-rotations';
import { rootRotations } from './root-rotations';
import { strictMigrations } from './strict-migrations';
import { trustDomainChanges } from './trust-domain-changes';
import { ObjectReference } from '../../core/finding';
import type { State } from '../diff/world';
import { referenceTo } from '../manifest';

/** Every kind of change in steps. */
export const CHANGE_TYPES: readonly ChangeType<any>[] = [rootRotations, intermediateRotations, trustDomainChanges, strictMigrations];

/** A step that is not to be taken, and of what. */
export interface IllegalTransition extends StepProblem {
  readonly subject: string;
  readonly object?: ObjectReference;
}

/** What a step breaks on purpose, and of what. */
export interface AnsweredCompromise extends AcceptedHarm {
  readonly subject: string;
  readonly object?: ObjectReference;
}

/** The steps from one state to another that break something on purpose. */
export function answeredCompromises(before: State, after: State): AnsweredCompromise[] {
  return CHANGE_TYPES.flatMap(type => {
    const old = new Map(type.changesIn(before).map(change => [change.subject, change]));
    return type.changesIn(after).flatMap(change => {
      const accepted = type.harmsOf?.(change.record);
      const previous = old.get(change.subject);
      const isStep = previous && type.stageOf(previous.record) !== type.stageOf(change.record);
      return accepted && isStep ? [{ ...accepted, ...about(change) }] : [];
    });
  });
}

/** The steps from one state to another that are not to be taken. */
export function illegalTransitions(before: State, after: State): IllegalTransition[] {
  return CHANGE_TYPES.flatMap(type => {
    const old = new Map(type.changesIn(before).map(change => [change.subject, change]));
    return type.changesIn(after).flatMap(change => type.stepProblems(old.get(change.subject), change).map(problem => ({
      ...problem, ...about(change),
    })));
  });
}

function about({ subject, object }: RecordedChange<unknown>): { readonly subject: string; readonly object?: ObjectReference } {
  return { subject, ...object ? { object: referenceTo(object.manifest) } : {} };
}
