import { recordsOf } from '../analysis/change/change-type';
import { strictMigrations } from '../analysis/change/strict-migrations';
import { Inventory } from '../analysis/inventory';
import { RuleContext } from '../analysis/rule';
import { strictStandingOf } from '../analysis/strict/standing';
import { TRUST_MANAGER } from '../analysis/trustmanager/kinds';
import { RootPhase } from '../core/change/root-phase';
import { readRootRotation, ROOT_ROTATION_ANNOTATION, RootRotationRecord } from '../core/change/root-rotation-record';
import { StrictMigrationRecord } from '../core/change/strict-migration-record';
import { StrictStage } from '../core/change/strict-stage';

/**
 * What a step leads to: strict mutual TLS, a phase of the replacement of a root, or
 * `steady`, the end of one.
 */
export const GATE_STAGES = ['strict', 'activate', 'drain', 'retire', 'steady'] as const;
export type GateStage = typeof GATE_STAGES[number];

/** A step that is to be taken next. */
export type Step =
  | { readonly stage: 'strict'; readonly record?: StrictMigrationRecord }
  | { readonly stage: Exclude<GateStage, 'strict'>; readonly rotation: Rotation };

/** The replacement of a root by another one. */
export type Rotation = RootRotationRecord & Required<Pick<RootRotationRecord, 'from' | 'to'>>;

/** The changes under way among the objects, and the records that cannot be read. */
export interface Changes {
  readonly migrations: readonly StrictMigrationRecord[];
  readonly rotations: readonly Rotation[];
  readonly problems: readonly string[];
}

const NEXT: Readonly<Partial<Record<RootPhase, Exclude<GateStage, 'strict'>>>> = {
  [RootPhase.PUBLISH]: 'activate',
  [RootPhase.ACTIVATE]: 'drain',
  [RootPhase.DRAIN]: 'retire',
  [RootPhase.RETIRE]: 'steady',
};

/** The changes that the annotations of the objects record. */
export function changesIn(inventory: Inventory, context: RuleContext): Changes {
  const { records, unreadable } = recordsOf(inventory.ofKind(TRUST_MANAGER, 'Bundle'), ROOT_ROTATION_ANNOTATION, readRootRotation);
  const { record, isRecorded } = strictStandingOf({ inventory, context });
  return {
    migrations: isRecorded && record ? [record] : [],
    rotations: records.map(each => each.record).filter(isRotation),
    problems: [...unreadable, ...strictMigrations.problemsIn({ inventory, context })].map(({ message }) => message),
  };
}

/** The next step of each change under way. */
export function nextSteps({ migrations, rotations }: Changes): Step[] {
  return [
    ...migrations.filter(({ stage }) => stage !== StrictStage.MESH).map(record => ({ stage: 'strict' as const, record })),
    ...rotations.flatMap(rotation => {
      const stage = NEXT[rotation.phase];
      return stage ? [{ stage, rotation }] : [];
    }),
  ];
}

/** The steps to a stage that somebody names, whatever is next. Empty if no root is being replaced, and the stage is one of that. */
export function stepsTo(stage: GateStage, { migrations, rotations }: Changes): Step[] {
  if (stage === 'strict') {
    return migrations.length > 0 ? migrations.map(record => ({ stage, record })) : [{ stage }];
  }
  return rotations.map(rotation => ({ stage, rotation }));
}

function isRotation(record: RootRotationRecord): record is Rotation {
  return record.from !== undefined && record.to !== undefined;
}
