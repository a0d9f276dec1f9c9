import { guardsOf } from './guards';
import { ChangePlan, Edit, Guard, NextStep, Progress } from './plan';
import { stagesOf } from './stages';
import { agentInterval, atOnce, untilRenewed } from './waits';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { RecordedChange, subjectOf } from '../analysis/change/change-type';
import { intermediateRotations } from '../analysis/change/intermediate-rotations';
import { rootRecordOf } from '../analysis/change/root-rotations';
import type { State } from '../analysis/diff/world';
import { FIRST_GENERATION, INTERMEDIATE_PHASES, IntermediatePhase } from '../core/change/intermediate-phase';
import { generationName, IntermediateReplacement, IntermediateRotationRecord, isGenerationReplaced } from '../core/change/intermediate-rotation-record';
import { append } from '../core/multi-map';
import { shellWord } from '../core/shell-word';
import { hasSidecars } from '../gates/mesh-workloads';
import { RotatedIntermediate } from '../gates/rotated-intermediate';
import { IntermediateStage } from '../gates/stages';
import { ReplacedIntermediate, replacedIntermediate } from '../gates/steps';

/** The replacement of an intermediate, and what it is about among the objects. */
interface Replacement {
  readonly intermediate: ReplacedIntermediate;
  readonly state: State;
}

/** Where the generations of an intermediate stand, and how they go on. */
export function intermediatePlan(change: RecordedChange<IntermediateRotationRecord>, state: State): ChangePlan {
  const { record, object } = change;
  const about = subjectOf(change);
  if (!isGenerationReplaced(record)) {
    return { ...about, stages: [], standing: `nothing is being replaced: generation "${record.signs}" signs` };
  }
  const replacement = { intermediate: replacedIntermediate(record, object), state };
  return { ...about, ...record.compromise ? compromised(replacement) : underWay(replacement) };
}

function underWay(replacement: Replacement): Progress {
  const { intermediate: { record } } = replacement;
  const back = BACK[record.phase];
  return {
    stages: stagesOf<IntermediatePhase>(INTERMEDIATE_PHASES, record.phase),
    standing: standingOf(record),
    next: nextStep(replacement),
    ...back ? { back: { isSafe: true, statement: back.statement, edit: exchanged(record, back.to) } } : {},
  };
}

function standingOf({ phase, from, to }: IntermediateReplacement): string {
  switch (phase) {
    case IntermediatePhase.PREPARE:
      return `generation "${to}" has, or gets, its key and certificate; "${from}" signs`;
    case IntermediatePhase.ACTIVATE:
      return `generation "${to}" signs; certificates under "${from}" stay valid, and "${from}" could sign again`;
    case IntermediatePhase.DRAIN:
      return `generation "${to}" signs, and "${from}" cannot any more; certificates under it are replaced as they are renewed`;
    default:
      return `generation "${to}" signs; the Certificate of "${from}" is gone, and its Secret is guarded until somebody deletes it`;
  }
}

function nextStep(replacement: Replacement): NextStep {
  const { intermediate: { record } } = replacement;
  const { from, to, phase } = record;
  switch (phase) {
    case IntermediatePhase.PREPARE:
      return {
        stage: 'activate',
        effect: `the issuer "${generationName(record, FIRST_GENERATION)}" signs with generation "${to}"; nothing is issued again because of that`,
        edit: exchanged(record, IntermediatePhase.ACTIVATE),
        guards: guards(replacement, 'intermediate-activate'),
        wait: atOnce('cert-manager issues it within seconds'),
      };
    case IntermediatePhase.ACTIVATE:
      return {
        stage: 'drain',
        effect: `no issuer may sign with generation "${from}" any more, and it is not renewed`,
        edit: exchanged(record, IntermediatePhase.DRAIN),
        guards: guards(replacement, 'intermediate-drain'),
        wait: atOnce('the issuer signs with the new key within seconds'),
      };
    case IntermediatePhase.DRAIN:
      return {
        stage: 'retire',
        effect: `the Certificate of generation "${from}" goes; its Secret stays, guarded, until somebody deletes it`,
        edit: exchanged(record, IntermediatePhase.RETIRE),
        guards: guards(replacement, 'intermediate-retire'),
        wait: untilRenewed(leavesUnder(replacement), agentsIn(replacement)),
      };
    default:
      return ended(replacement, 'nothing depends on the old key any more');
  }
}

function compromised(replacement: Replacement): Progress {
  const { intermediate: { record } } = replacement;
  const accepted = intermediateRotations.harmsOf?.(record);
  return {
    stages: [{ name: 'replace at once', state: 'now' }],
    standing: `generation "${record.to}" signs; whoever has the key of "${record.from}" can still be any workload, until its certificate ends or its root is replaced`,
    ...accepted ? { accepted } : {},
    next: ended(replacement, 'have everything issued again now: that it ends by itself is no help while the stolen key works'),
  };
}

/** The last step of either order. */
function ended(replacement: Replacement, why: string): NextStep {
  const { intermediate: { record } } = replacement;
  return {
    stage: 'steady',
    effect: `nothing guards the Secret of generation "${record.from}" any more`,
    edit: {
      ...exchanged(record, IntermediatePhase.STEADY),
      note: `Keep this value: without it, the intermediate would be of the first generation again. ${IN_MESH}`,
    },
    guards: guards(replacement, 'intermediate-steady'),
    wait: atOnce(why),
  };
}

const IN_MESH = 'In an IstioMesh the value is that of intermediateRotation or intermediateCompromise.';

const BACK: Readonly<Partial<Record<IntermediatePhase, { readonly to: IntermediatePhase; readonly statement: string }>>> = {
  [IntermediatePhase.PREPARE]: { to: IntermediatePhase.STEADY, statement: 'safe: nothing has been signed with the new key' },
  [IntermediatePhase.ACTIVATE]: { to: IntermediatePhase.PREPARE, statement: 'safe: what the new key has signed stays valid, since it carries its own chain' },
  [IntermediatePhase.DRAIN]: { to: IntermediatePhase.ACTIVATE, statement: 'safe: the old key could sign again, and does not yet' },
  [IntermediatePhase.RETIRE]: { to: IntermediatePhase.DRAIN, statement: 'safe as long as the old Secret is there; otherwise cert-manager makes a new key for the old name' },
};

function exchanged(record: IntermediateReplacement, phase: IntermediatePhase): Edit {
  const { from, to, compromise } = record;
  const names = `from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)}`;
  const valueOf = (each: IntermediatePhase): string => (each === IntermediatePhase.STEADY
    ? `rotation: IntermediateRotation.steady(${JSON.stringify(record.phase === IntermediatePhase.PREPARE ? from : to)}),`
    : `rotation: IntermediateRotation.${each}({ ${names} }),`);
  const old = compromise ? `compromise: IntermediateCompromise.replaceAtOnce({ ${names}, reason: ${JSON.stringify(compromise.reason)} }),` : valueOf(record.phase);
  return { remove: [old], add: [valueOf(phase)], note: IN_MESH };
}

/** What must be true before the next step, with how to see it, and how not to wait for it. */
function guards(replacement: Replacement, stage: IntermediateStage): Guard[] {
  const { intermediate, state } = replacement;
  const { record, namespace } = intermediate;
  const byNamespace = new Map<string, string[]>();
  leavesUnder(replacement).forEach(leaf => append(byNamespace, leaf.namespace, leaf.object.manifest.metadata.name));
  return guardsOf({ stage, intermediate }, state, {
    commands: {
      'new-intermediate-issued': [`kubectl wait --for=condition=Ready certificate/${generationName(record, record.to)} -n ${shellWord(namespace)} --timeout=60s`],
      'certificates-reissued': [...byNamespace].sort().map(([home, names]) => `cmctl renew --namespace ${shellWord(home)} ${names.map(shellWord).join(' ')}`),
      'agents-reissued': ['istioctl proxy-config secret <pod> -n <namespace>', 'kubectl rollout restart deployment,statefulset,daemonset -n <namespace>'],
    },
  });
}

/** What the issuer of the intermediate signs. */
function leavesUnder({ intermediate, state: { inventory, context } }: Replacement): CertificateNode[] {
  return new RotatedIntermediate(intermediate, inventory, context).below().map(({ certificate }) => certificate);
}

function agentsIn({ intermediate: { record }, state }: Replacement): number | undefined {
  return hasSidecars(state.inventory, state.context) ? agentInterval(rootRecordOf(record.chain, state) ?? {}) : undefined;
}
