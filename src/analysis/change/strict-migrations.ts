import { ChangeType } from './change-type';
import { STRICT_MIGRATION_ANNOTATION, StrictMigrationRecord } from '../../core/change/strict-migration-record';
import { strictStepProblems } from '../../core/change/strict-migration-step';
import { StrictStage } from '../../core/change/strict-stage';
import { Severity } from '../../core/finding';
import { described, referenceTo } from '../manifest';
import { strictStandingOf } from '../strict/standing';

/** Where a mesh stands on its way to strict; one that is permissive and records nothing has no record. */
export interface StrictChange {
  readonly record?: StrictMigrationRecord;
  readonly isRecorded: boolean;
}

/** The way of the mesh from permissive to strict, as the policy of the whole mesh records it or, without a record, as it is. */
export const strictMigrations: ChangeType<StrictChange> = {
  changesIn(state) {
    const { policy, record, isRecorded, problem } = strictStandingOf(state);
    return policy && problem === undefined ? [{ subject: 'enforcement of the mesh', record: { record, isRecorded }, object: policy }] : [];
  },

  problemsIn(state) {
    const { policy, problem } = strictStandingOf(state);
    return policy && problem !== undefined ? [{
      message: `${described(policy)}: the annotation ${STRICT_MIGRATION_ANNOTATION} cannot be used: ${problem}`,
      object: referenceTo(policy.manifest, `metadata.annotations.${STRICT_MIGRATION_ANNOTATION}`),
    }] : [];
  },

  stageOf({ record }) {
    return !record ? 'permissive' : record.stage === StrictStage.MESH ? 'strict' : [record.stage, ...record.namespaces, ...record.workloads].join(' ');
  },

  stepProblems(before, after) {
    if (!before) {
      return [];
    }
    // Whoever records nothing may have watched the mesh without us.
    const severity = before.record.isRecorded || after.record.isRecorded ? Severity.ERROR : Severity.WARNING;
    return strictStepProblems(before.record.record, after.record.record).map(problem => ({ ...problem, severity }));
  },
};
