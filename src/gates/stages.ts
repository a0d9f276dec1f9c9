import { IntermediatePhase, IntermediateRotationPhase } from '../core/change/intermediate-phase';
import { RootPhase, RotationPhase } from '../core/change/root-phase';
import { TrustDomainPhase } from '../core/change/trust-domain-phase';

/**
 * What a step leads to: strict mutual TLS; a phase of the replacement of a root, or of an
 * intermediate, or `steady`, the end of it; a phase of the change of a trust domain, or the
 * end of it. Phases of one name are told apart by what is changed.
 */
export const GATE_STAGES = [
  'strict',
  'activate', 'drain', 'retire', 'steady',
  'intermediate-activate', 'intermediate-drain', 'intermediate-retire', 'intermediate-steady',
  'switch-over', 'settle', 'trust-domain-steady',
] as const;
export type GateStage = typeof GATE_STAGES[number];

export type RootStage = Extract<GateStage, 'activate' | 'drain' | 'retire' | 'steady'>;
export type IntermediateStage = Extract<GateStage, `intermediate-${string}`>;
export type TrustDomainStage = Extract<GateStage, 'switch-over' | 'settle' | 'trust-domain-steady'>;

/** What comes after each phase of the replacement of a root. */
export const AFTER_ROOT_PHASE: Readonly<Record<RotationPhase, RootStage>> = {
  [RootPhase.PUBLISH]: 'activate',
  [RootPhase.ACTIVATE]: 'drain',
  [RootPhase.DRAIN]: 'retire',
  [RootPhase.RETIRE]: 'steady',
};

/** What comes after each phase of the replacement of an intermediate. */
export const AFTER_INTERMEDIATE_PHASE: Readonly<Record<IntermediateRotationPhase, IntermediateStage>> = {
  [IntermediatePhase.PREPARE]: 'intermediate-activate',
  [IntermediatePhase.ACTIVATE]: 'intermediate-drain',
  [IntermediatePhase.DRAIN]: 'intermediate-retire',
  [IntermediatePhase.RETIRE]: 'intermediate-steady',
};

/** What comes after each phase of the change of a trust domain. */
export const AFTER_TRUST_DOMAIN_PHASE: Readonly<Record<TrustDomainPhase, TrustDomainStage>> = {
  [TrustDomainPhase.ANNOUNCE]: 'switch-over',
  [TrustDomainPhase.SWITCH_OVER]: 'settle',
  [TrustDomainPhase.SETTLE]: 'trust-domain-steady',
  // Nothing is changed in it, so that nothing comes after it.
  [TrustDomainPhase.STEADY]: 'trust-domain-steady',
};

/** What is changed. */
export type ChangeKind = 'strict' | 'root' | 'intermediate' | 'trust-domain';

/** The kind of change that a stage is one of. */
export function kindOf(stage: GateStage): ChangeKind {
  if (stage === 'strict') {
    return 'strict';
  }
  return among(stage, AFTER_ROOT_PHASE) ? 'root' : among(stage, AFTER_INTERMEDIATE_PHASE) ? 'intermediate' : 'trust-domain';
}

function among(stage: GateStage, stages: Readonly<Record<string, GateStage>>): boolean {
  return Object.values(stages).includes(stage);
}
