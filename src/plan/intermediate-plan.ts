import { seenByHand, CERTIFICATES } from './guards';
import { ChangePlan, Edit, Guard, NextStep, Progress } from './plan';
import { stagesOf } from './stages';
import { agentInterval, atOnce, untilRenewed } from './waits';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { RecordedChange, subjectOf } from '../analysis/change/change-type';
import { intermediateRotations } from '../analysis/change/intermediate-rotations';
import { rootRotations } from '../analysis/change/root-rotations';
import type { State } from '../analysis/diff/world';
import { namespaceOf } from '../analysis/manifest';
import { clusterOf } from '../analysis/rule';
import { trustGraph } from '../analysis/trust/trust-graph';
import { FIRST_GENERATION, INTERMEDIATE_PHASES, IntermediatePhase } from '../core/change/intermediate-phase';
import { generationName, IntermediateRotationRecord } from '../core/change/intermediate-rotation-record';
import { append } from '../core/multi-map';
import { shellWord } from '../core/shell-word';
import { hasSidecars } from '../gates/mesh-workloads';

/** The replacement of an intermediate, and what it is about among the objects. */
interface Replacement {
  readonly record: IntermediateRotationRecord & Required<Pick<IntermediateRotationRecord, 'from' | 'to'>>;
  /** The namespace of the keys. */
  readonly namespace: string;
  readonly state: State;
}

/** Where the generations of an intermediate stand, and how they go on. */
export function intermediatePlan(change: RecordedChange<IntermediateRotationRecord>, state: State): ChangePlan {
  const { record, object } = change;
  const { from, to } = record;
  const about = subjectOf(change);
  if (from === undefined || to === undefined) {
    return { ...about, stages: [], standing: `nothing is being replaced: generation "${record.signs}" signs` };
  }
  const replacement = { record: { ...record, from, to }, namespace: object ? namespaceOf(object) : 'cert-manager', state };
  return { ...about, ...record.compromise ? compromised(replacement) : underWay(replacement) };
}

function underWay(replacement: Replacement): Progress {
  const { record } = replacement;
  const back = BACK[record.phase];
  return {
    stages: stagesOf<IntermediatePhase>(INTERMEDIATE_PHASES, record.phase),
    standing: standingOf(record),
    next: nextStep(replacement),
    ...back ? { back: { isSafe: true, statement: back.statement, edit: exchanged(record, back.to) } } : {},
  };
}

function standingOf({ phase, from, to }: Replacement['record']): string {
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
  const { record, namespace } = replacement;
  const { from, to, phase } = record;
  switch (phase) {
    case IntermediatePhase.PREPARE:
      return {
        stage: 'activate',
        effect: `the issuer "${generationName(record, FIRST_GENERATION)}" signs with generation "${to}"; nothing is issued again because of that`,
        edit: exchanged(record, IntermediatePhase.ACTIVATE),
        guards: [isReady(generationName(record, to), namespace)],
        wait: atOnce('cert-manager issues it within seconds'),
      };
    case IntermediatePhase.ACTIVATE:
      return {
        stage: 'drain',
        effect: `no issuer may sign with generation "${from}" any more, and it is not renewed`,
        edit: exchanged(record, IntermediatePhase.DRAIN),
        guards: [issues(record)],
        wait: atOnce('the issuer signs with the new key within seconds'),
      };
    case IntermediatePhase.DRAIN:
      return {
        stage: 'retire',
        effect: `the Certificate of generation "${from}" goes; its Secret stays, guarded, until somebody deletes it`,
        edit: exchanged(record, IntermediatePhase.RETIRE),
        guards: reissued(replacement),
        wait: untilRenewed(leavesUnder(replacement), agentsIn(replacement)),
      };
    default:
      return ended(replacement, [deleted(record, namespace)], 'nothing depends on the old key any more');
  }
}

function compromised(replacement: Replacement): Progress {
  const { record, namespace } = replacement;
  const accepted = intermediateRotations.harmsOf?.(record);
  return {
    stages: [{ name: 'replace at once', state: 'now' }],
    standing: `generation "${record.to}" signs; whoever has the key of "${record.from}" can still be any workload, until its certificate ends or its root is replaced`,
    ...accepted ? { accepted } : {},
    next: ended(
      replacement,
      [isReady(generationName(record, record.to), namespace), issues(record), ...reissued(replacement), deleted(record, namespace)],
      'have everything issued again now: that it ends by itself is no help while the stolen key works',
    ),
  };
}

/** The last step of either order. */
function ended({ record }: Replacement, guards: readonly Guard[], why: string): NextStep {
  return {
    stage: 'steady',
    effect: `nothing guards the Secret of generation "${record.from}" any more`,
    edit: {
      ...exchanged(record, IntermediatePhase.STEADY),
      note: `Keep this value: without it, the intermediate would be of the first generation again. ${IN_MESH}`,
    },
    guards,
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

function exchanged(record: Replacement['record'], phase: IntermediatePhase): Edit {
  const { from, to, compromise } = record;
  const names = `from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)}`;
  const valueOf = (each: IntermediatePhase): string => (each === IntermediatePhase.STEADY
    ? `rotation: IntermediateRotation.steady(${JSON.stringify(record.phase === IntermediatePhase.PREPARE ? from : to)}),`
    : `rotation: IntermediateRotation.${each}({ ${names} }),`);
  const old = compromise ? `compromise: IntermediateCompromise.replaceAtOnce({ ${names}, reason: ${JSON.stringify(compromise.reason)} }),` : valueOf(record.phase);
  return { remove: [old], add: [valueOf(phase)], note: IN_MESH };
}

function isReady(name: string, namespace: string): Guard {
  return seenByHand('Is the certificate of the new generation issued?', `kubectl wait --for=condition=Ready certificate/${name} -n ${shellWord(namespace)} --timeout=60s`);
}

function issues(record: IntermediateRotationRecord): Guard {
  const issuer = generationName(record, FIRST_GENERATION);
  return seenByHand(`Does "${issuer}" issue certificates with the new key?`, `kubectl get clusterissuers,issuers -A | grep ${issuer}`, 'kubectl get certificaterequests -A --sort-by=.metadata.creationTimestamp | tail');
}

/** That everything below is of the new key: how to see it, and how not to wait for it. */
function reissued(replacement: Replacement): Guard[] {
  const byNamespace = new Map<string, string[]>();
  leavesUnder(replacement).forEach(({ namespace, object }) => append(byNamespace, namespace, object.manifest.metadata.name));
  const renewals = [...byNamespace].sort().map(([namespace, names]) => `cmctl renew --namespace ${shellWord(namespace)} ${names.map(shellWord).join(' ')}`);
  return [
    ...renewals.length > 0 ? [seenByHand('Has every Certificate been issued again since the new key signs? Those that are not are, at once, with the commands below.', CERTIFICATES, ...renewals)] : [],
    ...agentsIn(replacement) === undefined ? [] : [seenByHand(
      'Has every sidecar got its certificate since? Restarting its pod gets it one at once.',
      'istioctl proxy-config secret <pod> -n <namespace>',
      'kubectl rollout restart deployment,statefulset,daemonset -n <namespace>',
    )],
  ];
}

function deleted(record: Replacement['record'], namespace: string): Guard {
  return seenByHand(
    'Is the Secret of the old key deleted? An administrator of the keys may do so while it is guarded, and whoever may delete Secrets afterwards.',
    `kubectl delete secret ${generationName(record, record.from)} -n ${shellWord(namespace)}`,
  );
}

/** What the issuer of the intermediate signs. */
function leavesUnder({ record, state: { inventory, context } }: Replacement): CertificateNode[] {
  const graph = trustGraph(inventory, clusterOf(context));
  const issuer = generationName(record, FIRST_GENERATION);
  return graph.certificates().filter(certificate => graph.chainOf(certificate).steps.some(({ kind, reference }) => kind === 'issuer' && reference.name === issuer));
}

function agentsIn({ record, state }: Replacement): number | undefined {
  const chain = rootRotations.changesIn(state).find(change => change.record.chain === record.chain);
  return hasSidecars(state.inventory, state.context) ? agentInterval(chain?.record ?? {}) : undefined;
}
