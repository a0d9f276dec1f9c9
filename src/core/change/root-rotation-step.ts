import { phaseSkipped } from './phase-skipped';
import { RootPhase, ROTATION_PHASES } from './root-phase';
import { RootRotationRecord } from './root-rotation-record';
import { IllegalRootStep, illegalSteps, Rollout, RootSets } from './root-sets';

/**
 * A step from one record to another that is not to be taken, by its name:
 *
 * - those of `IllegalRootStep`: consumers would refuse each other
 * - `phase-skipped`: what a phase in between would have made sure of is not
 * - `second-rotation`: another root is to be replaced before the replacement has ended
 * - `slot-renamed`: the root that signs is gone, and there is another one in its place
 * - `compromised-key-returns`: a root whose key is no secret any more would be used or trusted again
 */
export interface RotationStepProblem {
  readonly name: IllegalRootStep | 'phase-skipped' | 'second-rotation' | 'slot-renamed' | 'compromised-key-returns';
  /** The slot concerned. */
  readonly root: string;
  /** What would come of it, in plain words. */
  readonly outage: string;
  readonly fix: string;
}

/** What the records say about the roots of their chains. */
export function rootSetsOf({ signs, trusts }: RootRotationRecord): RootSets {
  return { trusted: new Set(trusts), signing: new Set([signs]) };
}

/** What consumers have come to at best, when a phase has been completed. */
export function rolloutAtBest({ phase, signs, trusts, from, to }: RootRotationRecord): Rollout {
  // Until it is drained, the old root is behind certificates that are in use.
  const presented = phase === RootPhase.ACTIVATE ? [from!, to!] : [signs];
  return { loadedByAll: new Set(trusts), presented: new Set(presented) };
}

/** Why the manifests must not go from one state of a chain's roots to another; nothing if they may. */
export function rotationStepProblems(before: RootRotationRecord, after: RootRotationRecord): RotationStepProblem[] {
  const returning = compromisedReturns(before, after);
  if (returning.length > 0) {
    return returning;
  }
  if (after.compromise) {
    return emergencyProblems(before, after);
  }
  if (isSecondRotation(before, after)) {
    return [{
      name: 'second-rotation',
      root: after.to!,
      outage: `the replacement of "${before.from}" by "${before.to}" is in phase "${before.phase}": what is still under "${before.from}" or "${before.to}" would lose its trust in the middle of it`,
      fix: `Take the replacement of "${before.from}" to its end, phase "${RootPhase.RETIRE}", and begin the next one then.`,
    }];
  }
  if (!after.trusts.includes(before.signs) && !before.trusts.includes(after.signs)) {
    return [{
      name: 'slot-renamed',
      root: before.signs,
      outage: `"${after.signs}" is another root, with a key of its own, which nobody trusts yet: every connection between a workload that has followed and one that has not fails`,
      fix: `Keep the slot "${before.signs}", and replace its root in phases: RootRotation.publish({ from: "${before.signs}", to: "${after.signs}" }).`,
    }];
  }
  return [...unsafe(before, after), ...skipped(before, after)];
}

function isSecondRotation(before: RootRotationRecord, after: RootRotationRecord): boolean {
  const isUnderWay = [RootPhase.PUBLISH, RootPhase.ACTIVATE, RootPhase.DRAIN].includes(before.phase);
  return isUnderWay && after.to !== undefined && (after.from !== before.from || after.to !== before.to);
}

function unsafe(before: RootRotationRecord, after: RootRotationRecord): RotationStepProblem[] {
  const illegal = illegalSteps(rootSetsOf(before), rootSetsOf(after), rolloutAtBest(before));
  return illegal.map(({ name, root }) => ({ name, root, ...EXPLAINED[name](root) }));
}

const EXPLAINED: Readonly<Record<IllegalRootStep, (root: string) => { readonly outage: string; readonly fix: string }>> = {
  'activated-before-trusted': root => ({
    outage: `the root "${root}" would sign before everybody trusts it: who has not loaded it yet refuses every certificate under it`,
    fix: `Publish "${root}" first, and let it sign when every consumer has loaded the bundle.`,
  }),
  'retired-while-signing': root => ({
    outage: `the root "${root}" would not be trusted any more and still sign: everybody refuses what it signs`,
    fix: `Let another root sign first, or keep "${root}" in the bundle.`,
  }),
  'retired-while-presented': root => ({
    outage: `the root "${root}" would not be trusted any more while certificates under it are in use: whoever presents one is refused until it is issued again`,
    fix: `Drain "${root}" first: wait until every certificate under it has been issued again.`,
  }),
};

function skipped(before: RootRotationRecord, after: RootRotationRecord): RotationStepProblem[] {
  const problem = phaseSkipped(ROTATION_PHASES, placeOf(before, after), placeOf(after, before));
  return problem ? [{ ...problem, root: after.to ?? after.signs }] : [];
}

/** The place of a record on the way of a replacement: 0 before it, 5 when it has ended and the old slot is gone. */
function placeOf(record: RootRotationRecord, other: RootRotationRecord): number {
  if (record.phase !== RootPhase.STEADY) {
    return ROTATION_PHASES.indexOf(record.phase as typeof ROTATION_PHASES[number]) + 1;
  }
  return record.signs === other.to ? ROTATION_PHASES.length + 1 : 0;
}

function compromisedReturns(before: RootRotationRecord, after: RootRotationRecord): RotationStepProblem[] {
  const { compromise, from, phase } = before;
  const returns = compromise && from !== undefined && (after.signs === from || (phase === RootPhase.RETIRE && after.trusts.includes(from)));
  return returns ? [{
    name: 'compromised-key-returns',
    root: from,
    outage: `the key of the root "${from}" is no secret any more: whoever has it could be any workload for everybody who trusts "${from}"`,
    fix: `Leave "${from}" out, and go on with "${before.to}".`,
  }] : [];
}

/**
 * A compromised root may be replaced from any state, at a price that its value names. What it may not do is to leave
 * everybody without a certificate that anybody trusts.
 */
function emergencyProblems(before: RootRotationRecord, after: RootRotationRecord): RotationStepProblem[] {
  const { phase, from, to, trusts } = after;
  if (phase === RootPhase.RETIRE && before.signs !== to) {
    return [{
      name: 'phase-skipped',
      root: to!,
      outage: `nothing is signed under "${to}" yet, so that every certificate in use would be refused, and every connection with it`,
      fix: `Let "${to}" sign first: RootCompromise.replaceAtOnce({ from: "${from}", to: "${to}", reason }). It may be followed by this step as soon as the intermediates are issued again.`,
    }];
  }
  return trusts.includes(before.signs) ? [] : [{ name: 'retired-while-presented', root: before.signs, ...EXPLAINED['retired-while-presented'](before.signs) }];
}
