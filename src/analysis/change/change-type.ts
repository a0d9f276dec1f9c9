import { Harm } from '../../core/change/harm';
import { ReadRecord } from '../../core/change/record-text';
import { ObjectReference, Severity } from '../../core/finding';
import type { StepKind } from '../diff/difference';
import type { State } from '../diff/world';
import { fieldAt } from '../fields';
import { described, referenceTo, SourcedManifest } from '../manifest';

/** A step that is not to be taken. */
export interface StepProblem {
  readonly name: StepKind;
  /** What would come of it, in plain words. */
  readonly outage: string;
  readonly fix: string;
  /** A warning where the manifests do not record the change, so that what came before is not known. */
  readonly severity: Severity;
}

/** A change that is made in several steps, of which the manifests record how far it has come. */
export interface RecordedChange<R> {
  /** What is changed, by which it is found in another state: `root of chain ca`. */
  readonly subject: string;
  readonly record: R;
  /** The object that carries the record, or from which it follows. */
  readonly object?: SourcedManifest;
  /** That the objects record nothing, since nothing was ever changed. */
  readonly isImplied?: boolean;
}

/** What a change is about, as reports name it. */
export interface ChangeSubject {
  readonly subject: string;
  readonly object?: ObjectReference;
}

export function subjectOf({ subject, object }: RecordedChange<unknown>): ChangeSubject {
  return { subject, ...object ? { object: referenceTo(object.manifest) } : {} };
}

/** A kind of change in steps. To add one is to add its file, and a line in `change-types.ts`. */
export interface ChangeType<R> {
  /** The changes that the manifests record, also those that stand still. */
  changesIn(state: State): RecordedChange<R>[];
  /** The records that cannot be read. */
  problemsIn(state: State): readonly UnreadableRecord[];
  /** How far a change has come, in a word. */
  stageOf(record: R): string;
  /** Why the manifests must not go from one state of a change to another; `before` is absent where nothing was known of it. */
  stepProblems(before: RecordedChange<R> | undefined, after: RecordedChange<R>): readonly StepProblem[];
  /** What a step breaks on purpose, and why; absent where no kind of step does. */
  harmsOf?(after: R): AcceptedHarm | undefined;
}

/** What is broken on purpose. */
export interface AcceptedHarm {
  readonly reason: string;
  readonly harms: readonly Harm[];
}

/** A record that says nothing that can be used. */
export interface UnreadableRecord {
  readonly message: string;
  readonly object: ObjectReference;
}

/** The records among objects, by their annotation; both those that can be read and those that cannot. */
export function recordsOf<R>(objects: readonly SourcedManifest[], annotation: string, read: (text: unknown) => ReadRecord<R>): {
  readonly records: readonly { readonly record: R; readonly object: SourcedManifest }[];
  readonly unreadable: readonly UnreadableRecord[];
} {
  const records: { record: R; object: SourcedManifest }[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const object of objects) {
    const text = fieldAt(object.manifest, 'metadata', 'annotations', annotation);
    const found = text === undefined ? undefined : read(text);
    if (found && 'record' in found) {
      records.push({ record: found.record, object });
    } else if (found) {
      unreadable.push({
        message: `${described(object)}: the annotation ${annotation} cannot be used: ${found.problem}`,
        object: referenceTo(object.manifest, `metadata.annotations.${annotation}`),
      });
    }
  }
  return { records, unreadable };
}
