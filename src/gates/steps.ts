import { rootRotations } from '../analysis/change/root-rotations';
import { strictMigrations } from '../analysis/change/strict-migrations';
import { Inventory } from '../analysis/inventory';
import { RuleContext } from '../analysis/rule';
import { strictStandingOf } from '../analysis/strict/standing';
import { RootPhase, RotationPhase } from '../core/change/root-phase';
import { isReplacement, RootReplacement } from '../core/change/root-rotation-record';
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
  | { readonly stage: Exclude<GateStage, 'strict'>; readonly rotation: RootReplacement };

/** The changes under way among the objects, and the records that cannot be read. */
export interface Changes {
  readonly migrations: readonly StrictMigrationRecord[];
  readonly rotations: readonly RootReplacement[];
  readonly problems: readonly string[];
}

const NEXT: Readonly<Record<RotationPhase, Exclude<GateStage, 'strict'>>> = {
  [RootPhase.PUBLISH]: 'activate',
  [RootPhase.ACTIVATE]: 'drain',
  [RootPhase.DRAIN]: 'retire',
  [RootPhase.RETIRE]: 'steady',
};

/** The changes that the annotations of the objects record. */
export function changesIn(inventory: Inventory, context: RuleContext): Changes {
  const state = { inventory, context };
  const { record, isRecorded } = strictStandingOf(state);
  return {
    migrations: isRecorded && record ? [record] : [],
    rotations: rootRotations.changesIn(state).map(each => each.record).filter(isReplacement),
    problems: [rootRotations, strictMigrations].flatMap(type => type.problemsIn(state)).map(({ message }) => message),
  };
}

/** The next step of each change under way. */
export function nextSteps({ migrations, rotations }: Changes): Step[] {
  return [
    ...migrations.filter(({ stage }) => stage !== StrictStage.MESH).map(record => ({ stage: 'strict' as const, record })),
    ...rotations.map(rotation => ({ stage: NEXT[rotation.phase], rotation })),
  ];
}

/** The steps to a stage that somebody names, whatever is next. Empty if no root is being replaced, and the stage is one of that. */
export function stepsTo(stage: GateStage, { migrations, rotations }: Changes): Step[] {
  if (stage === 'strict') {
    return migrations.length > 0 ? migrations.map(record => ({ stage, record })) : [{ stage }];
  }
  return rotations.map(rotation => ({ stage, rotation }));
}
