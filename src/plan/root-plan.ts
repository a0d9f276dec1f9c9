import { guardsOf } from './guards';
import { ChangePlan, Edit, NextStep, Progress, Wait, WayBack } from './plan';
import { isCompromised, rootCompromisePlan } from './root-compromise-plan';
import { stagesOf } from './stages';
import { atOnce, untilLoaded, untilReissued } from './waits';
import { RecordedChange, subjectOf } from '../analysis/change/change-type';
import type { State } from '../analysis/diff/world';
import { RootPhase, ROTATION_PHASES, RotationPhase } from '../core/change/root-phase';
import { isReplacement, RootReplacement, RootRotationRecord } from '../core/change/root-rotation-record';
import { hasSidecars } from '../gates/mesh-workloads';
import { RotatedChain } from '../gates/rotated-chain';
import { RootStage } from '../gates/stages';

/** Where the replacement of a root stands, and how it goes on. */
export function rootPlan(change: RecordedChange<RootRotationRecord>, state: State): ChangePlan {
  const { record } = change;
  return {
    ...subjectOf(change),
    ...!isReplacement(record) ? standingStill(record) : isCompromised(record) ? rootCompromisePlan(record, state) : underWay(record, state),
  };
}

function standingStill({ signs, trusts }: RootRotationRecord): Progress {
  const others = trusts.filter(slot => slot !== signs);
  return {
    stages: [],
    standing: `nothing is being replaced: "${signs}" signs${others.length > 0 ? `, and ${quoted(others)} ${others.length > 1 ? 'are' : 'is'} trusted too` : ''}`,
  };
}

function underWay(rotation: RootReplacement, state: State): Progress {
  return {
    stages: stagesOf(ROTATION_PHASES, rotation.phase),
    standing: STANDING[rotation.phase](rotation),
    next: nextStep(rotation, state),
    back: BACK[rotation.phase](rotation),
  };
}

function nextStep(rotation: RootReplacement, state: State): NextStep {
  const { stage, effect, edit } = NEXT[rotation.phase](rotation);
  return {
    stage,
    effect,
    edit,
    guards: guardsOf({ stage, rotation }, state),
    wait: waitBefore(stage, rotation, state),
  };
}

function waitBefore(stage: RootStage, rotation: RootReplacement, { inventory, context }: State): Wait {
  const hasAgents = hasSidecars(inventory, context);
  switch (stage) {
    case 'activate':
      return untilLoaded(rotation, hasAgents);
    case 'drain':
      return atOnce('cert-manager issues the intermediates again within seconds');
    case 'retire':
      return untilReissued(new RotatedChain(rotation, inventory, context), hasAgents);
    case 'steady':
      return atOnce(`nothing more depends on "${rotation.from}"; until it is taken out, going back is possible`);
  }
}

type Words<T> = Readonly<Record<RotationPhase, (rotation: RootReplacement) => T>>;

const STANDING: Words<string> = {
  [RootPhase.PUBLISH]: ({ from, to }) => `"${from}" and "${to}" are given to workloads to trust; "${from}" signs`,
  [RootPhase.ACTIVATE]: ({ from, to }) => `"${to}" signs; certificates under "${from}" are in use, and both are trusted`,
  [RootPhase.DRAIN]: ({ from, to }) => `"${to}" signs, and nothing can be signed under "${from}" any more; certificates under it are replaced as they are renewed`,
  [RootPhase.RETIRE]: ({ from, to }) => `"${to}" alone is trusted; "${from}" is kept, so that it could be trusted again`,
};

const NEXT: Words<{ readonly stage: RootStage; readonly effect: string; readonly edit: Edit }> = {
  [RootPhase.PUBLISH]: rotation => ({
    stage: 'activate',
    effect: `"${rotation.to}" begins to sign: cert-manager issues the intermediates again at once, and what they sign follows as it is renewed`,
    edit: exchanged(rotation, RootPhase.ACTIVATE),
  }),
  [RootPhase.ACTIVATE]: rotation => ({
    stage: 'drain',
    effect: `the issuer of "${rotation.from}" goes, so that nothing new can be signed under it`,
    edit: exchanged(rotation, RootPhase.DRAIN),
  }),
  [RootPhase.DRAIN]: rotation => ({
    stage: 'retire',
    effect: `"${rotation.from}" is taken out of the bundle: whoever still presents a certificate under it is refused from then on`,
    edit: exchanged(rotation, RootPhase.RETIRE),
  }),
  [RootPhase.RETIRE]: rotation => ({
    stage: 'steady',
    effect: `the objects of "${rotation.from}" go; its Secret stays until somebody deletes it`,
    edit: {
      remove: [valueOf(rotation, rotation.phase), `roots: […, the root in slot "${rotation.from}"]`],
      add: [],
      note: `Take the root in slot "${rotation.from}" out of "roots". Keep a copy of its Secret as long as anything that it signed may turn up, then delete it.`,
    },
  }),
};

const BACK: Words<WayBack> = {
  [RootPhase.PUBLISH]: rotation => ({
    isSafe: true,
    statement: `safe as long as nothing has ever been signed under "${rotation.to}": it is trusted no more`,
    edit: {
      remove: [valueOf(rotation, rotation.phase), `roots: […, the root in slot "${rotation.to}"]`],
      add: [],
      note: `Take the root in slot "${rotation.to}" out of "roots".`,
    },
  }),
  [RootPhase.ACTIVATE]: rotation => ({
    isSafe: true,
    statement: `safe: "${rotation.from}" signs again, and "${rotation.to}" stays trusted for what it has signed`,
    edit: exchanged(rotation, RootPhase.PUBLISH),
  }),
  [RootPhase.DRAIN]: rotation => ({
    isSafe: true,
    statement: `safe: "${rotation.from}" could sign again, and does not yet`,
    edit: exchanged(rotation, RootPhase.ACTIVATE),
  }),
  [RootPhase.RETIRE]: rotation => ({
    isSafe: true,
    statement: `safe as long as the root in slot "${rotation.from}" is among "roots": it is trusted again`,
    edit: exchanged(rotation, RootPhase.DRAIN),
  }),
};

function exchanged(rotation: RootReplacement, phase: RotationPhase): Edit {
  return { remove: [valueOf(rotation, rotation.phase)], add: [valueOf(rotation, phase)] };
}

function valueOf({ from, to }: RootReplacement, phase: RotationPhase): string {
  return `rootRotation: RootRotation.${phase}({ from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)} }),`;
}

function quoted(slots: readonly string[]): string {
  return slots.map(slot => `"${slot}"`).join(' and ');
}
