import { ChangeType, recordsOf } from './change-type';
import { rootHarms } from '../../core/change/root-harms';
import { readRootRotation, ROOT_ROTATION_ANNOTATION, RootRotationRecord } from '../../core/change/root-rotation-record';
import { rotationStepProblems } from '../../core/change/root-rotation-step';
import { Severity } from '../../core/finding';
import type { State } from '../diff/world';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** The roots of chains, as their Bundles record them. */
export const rootRotations: ChangeType<RootRotationRecord> = {
  changesIn(state) {
    return recordsIn(state).records.map(({ record, object }) => ({ subject: `root of chain "${record.chain}"`, record, object }));
  },

  problemsIn(state) {
    return recordsIn(state).unreadable;
  },

  stageOf({ phase, signs, from, to, compromise }) {
    return from === undefined ? `${phase}, "${signs}" signs` : `${compromise ? 'compromise, ' : ''}${phase}, from "${from}" to "${to}"`;
  },

  stepProblems(before, after) {
    return before ? rotationStepProblems(before.record, after.record).map(problem => ({ ...problem, severity: Severity.ERROR })) : [];
  },

  harmsOf(record) {
    return record.compromise ? { reason: record.compromise.reason, harms: rootHarms(record) } : undefined;
  },
};

/** What is recorded of the roots of a chain. */
export function rootRecordOf(chain: string, state: State): RootRotationRecord | undefined {
  return rootRotations.changesIn(state).find(({ record }) => record.chain === chain)?.record;
}

function recordsIn({ inventory }: State): ReturnType<typeof recordsOf<RootRotationRecord>> {
  return recordsOf(inventory.ofKind(TRUST_MANAGER, 'Bundle'), ROOT_ROTATION_ANNOTATION, readRootRotation);
}
