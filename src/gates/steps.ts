import {
  AFTER_INTERMEDIATE_PHASE, AFTER_ROOT_PHASE, AFTER_TRUST_DOMAIN_PHASE, ChangeKind, GateStage, IntermediateStage, kindOf, RootStage, TrustDomainStage,
} from './stages';
import { CHANGE_TYPES } from '../analysis/change/change-types';
import { intermediateRotations } from '../analysis/change/intermediate-rotations';
import { rootRotations } from '../analysis/change/root-rotations';
import { trustDomainChanges } from '../analysis/change/trust-domain-changes';
import { Inventory } from '../analysis/inventory';
import { namespaceOf, SourcedManifest } from '../analysis/manifest';
import { RuleContext } from '../analysis/rule';
import { strictStandingOf } from '../analysis/strict/standing';
import { IntermediateReplacement, isGenerationReplaced } from '../core/change/intermediate-rotation-record';
import { isReplacement, RootReplacement } from '../core/change/root-rotation-record';
import { StrictMigrationRecord } from '../core/change/strict-migration-record';
import { StrictStage } from '../core/change/strict-stage';
import { TrustDomainRecord } from '../core/change/trust-domain-record';
import { isChanging } from '../core/change/trust-domain-step';

/** A step that is to be taken next. */
export type Step = StrictStep | RootStep | IntermediateStep | TrustDomainStep;

export interface StrictStep {
  readonly stage: 'strict';
  readonly record?: StrictMigrationRecord;
}

export interface RootStep {
  readonly stage: RootStage;
  readonly rotation: RootReplacement;
}

export interface IntermediateStep {
  readonly stage: IntermediateStage;
  readonly intermediate: ReplacedIntermediate;
}

export interface TrustDomainStep {
  readonly stage: TrustDomainStage;
  readonly change: TrustDomainRecord;
}

/** The replacement of an intermediate, and where its keys are. */
export interface ReplacedIntermediate {
  readonly record: IntermediateReplacement;
  readonly namespace: string;
}

/** The changes under way among the objects, and the records that cannot be read. */
export interface Changes {
  readonly migrations: readonly StrictMigrationRecord[];
  readonly rotations: readonly RootReplacement[];
  readonly intermediates: readonly ReplacedIntermediate[];
  readonly domains: readonly TrustDomainRecord[];
  readonly problems: readonly string[];
}

/** The changes that the annotations of the objects record. */
export function changesIn(inventory: Inventory, context: RuleContext): Changes {
  const state = { inventory, context };
  const { record, isRecorded } = strictStandingOf(state);
  return {
    migrations: isRecorded && record ? [record] : [],
    rotations: rootRotations.changesIn(state).map(each => each.record).filter(isReplacement),
    intermediates: intermediateRotations.changesIn(state).flatMap(each => {
      return isGenerationReplaced(each.record) ? [replacedIntermediate(each.record, each.object)] : [];
    }),
    domains: trustDomainChanges.changesIn(state).map(each => each.record).filter(isChanging),
    problems: CHANGE_TYPES.flatMap(type => type.problemsIn(state)).map(({ message }) => message),
  };
}

/** The replacement of an intermediate whose Certificate records it. */
export function replacedIntermediate(record: IntermediateReplacement, object: SourcedManifest | undefined): ReplacedIntermediate {
  return { record, namespace: object ? namespaceOf(object) : 'cert-manager' };
}

/** The next step of each change under way. */
export function nextSteps({ migrations, rotations, intermediates, domains }: Changes): Step[] {
  return [
    ...migrations.filter(({ stage }) => stage !== StrictStage.MESH).map((record): Step => ({ stage: 'strict', record })),
    ...rotations.map((rotation): Step => ({ stage: AFTER_ROOT_PHASE[rotation.phase], rotation })),
    ...intermediates.map((intermediate): Step => ({ stage: AFTER_INTERMEDIATE_PHASE[intermediate.record.phase], intermediate })),
    ...domains.map((change): Step => ({ stage: AFTER_TRUST_DOMAIN_PHASE[change.phase], change })),
  ];
}

/** The steps to a stage that somebody names, whatever is next. Empty if it is one of a change that is not under way. */
export function stepsTo(stage: GateStage, { migrations, rotations, intermediates, domains }: Changes): Step[] {
  const steps: Readonly<Record<ChangeKind, () => Step[]>> = {
    'strict': () => (migrations.length > 0 ? migrations.map(record => ({ stage: 'strict', record })) : [{ stage: 'strict' }]),
    'root': () => rotations.map(rotation => ({ stage: stage as RootStage, rotation })),
    'intermediate': () => intermediates.map(intermediate => ({ stage: stage as IntermediateStage, intermediate })),
    'trust-domain': () => domains.map(change => ({ stage: stage as TrustDomainStage, change })),
  };
  return steps[kindOf(stage)]();
}
