import { INTERMEDIATE_PHASES, IntermediatePhase } from './intermediate-phase';
import { generationsOf, IntermediateRotationRecord } from './intermediate-rotation-record';
import { phaseSkipped } from './phase-skipped';

/**
 * A step from one generation of an intermediate to another that is not to be taken, by its name:
 *
 * - `activated-before-issued`: a generation is to sign that has no certificate yet
 * - `phase-skipped`: what a phase in between would have made sure of is not
 * - `second-rotation`: another generation is to come before the replacement has ended
 * - `compromised-key-returns`: a key that is no secret any more would sign again
 */
export interface IntermediateStepProblem {
  readonly name: 'activated-before-issued' | 'phase-skipped' | 'second-rotation' | 'compromised-key-returns';
  /** What would come of it, in plain words. */
  readonly outage: string;
  readonly fix: string;
}

/** Why the manifests must not go from one state of an intermediate to another; nothing if they may. */
export function intermediateStepProblems(before: IntermediateRotationRecord, after: IntermediateRotationRecord): IntermediateStepProblem[] {
  if (before.compromise && generationsOf(after).includes(before.from!)) {
    return [{
      name: 'compromised-key-returns',
      outage: `the Secret of generation "${before.from}" holds a key that is no secret any more: whoever has it could be any workload`,
      fix: `Go on with generation "${before.to}".`,
    }];
  }
  if (after.compromise) {
    // Legal from everywhere: its price is what its value names.
    return [];
  }
  if (isSecondRotation(before, after)) {
    return [{
      name: 'second-rotation',
      outage: `the replacement of generation "${before.from}" by "${before.to}" is in phase "${before.phase}": two old keys would be about, and nobody could tell what is under which`,
      fix: `Take the replacement of "${before.from}" to its end, phase "${IntermediatePhase.RETIRE}", and begin the next one then.`,
    }];
  }
  return [...tooEarly(before, after), ...skipped(before, after)];
}

function isSecondRotation(before: IntermediateRotationRecord, after: IntermediateRotationRecord): boolean {
  const isUnderWay = [IntermediatePhase.PREPARE, IntermediatePhase.ACTIVATE, IntermediatePhase.DRAIN].includes(before.phase);
  return isUnderWay && after.to !== undefined && (after.from !== before.from || after.to !== before.to);
}

function tooEarly(before: IntermediateRotationRecord, after: IntermediateRotationRecord): IntermediateStepProblem[] {
  const { signs } = after;
  return generationsOf(before).includes(signs) ? [] : [{
    name: 'activated-before-issued',
    outage: `the issuer would sign with generation "${signs}", which has no certificate yet: nothing is issued, and no pod gets a certificate when it starts, until it has`,
    fix: `Prepare it first, IntermediateRotation.prepare({ from: "${before.signs}", to: "${signs}" }), and let it sign when its Certificate is Ready.`,
  }];
}

function skipped(before: IntermediateRotationRecord, after: IntermediateRotationRecord): IntermediateStepProblem[] {
  const problem = phaseSkipped(INTERMEDIATE_PHASES, placeOf(before, after), placeOf(after, before));
  return problem ? [problem] : [];
}

/** The place of a record on the way of a replacement: 0 before it, 5 when it has ended. */
function placeOf(record: IntermediateRotationRecord, other: IntermediateRotationRecord): number {
  if (record.phase !== IntermediatePhase.STEADY) {
    return INTERMEDIATE_PHASES.indexOf(record.phase as typeof INTERMEDIATE_PHASES[number]) + 1;
  }
  return record.signs === other.to ? INTERMEDIATE_PHASES.length + 1 : 0;
}
