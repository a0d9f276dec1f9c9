import { agentQueries, agentsIn, podName, unseenAmong } from './agents';
import { certificateGate, time } from './certificate-gate';
import { Answers, Gate, GateSettings, judged, Offender, Query, Sample } from './gate';
import { certificateName } from './issued-certificates';
import { meshWorkloads } from './mesh-workloads';
import { come, common, grown, seconds, selector } from './promql';
import { subjectOf } from './reissue-gates';
import { replacedIntermediate } from './steps';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { intermediateRotations } from '../analysis/change/intermediate-rotations';
import { rootRotations } from '../analysis/change/root-rotations';
import type { State } from '../analysis/diff/world';
import { Inventory } from '../analysis/inventory';
import { clusterOf, RuleContext } from '../analysis/rule';
import { trustGraph } from '../analysis/trust/trust-graph';
import { Workload } from '../analysis/workloads';
import { IntermediatePhase } from '../core/change/intermediate-phase';
import { generationName, isGenerationReplaced } from '../core/change/intermediate-rotation-record';
import { isReplacement } from '../core/change/root-rotation-record';

/** The part of its lifetime below which an agent should have renewed a certificate long ago: it does so at a half. */
const LEAST_PART = 1 / 4;
/** How long nothing may have failed. */
const QUIET = 60 * 60_000;
const STEP = 30_000;
/** The Secret from which istiod signs. */
const CACERTS = 'cacerts';
/** What the CA of istiod must have left. */
const LEAST_LEFT = 7 * 24 * 60 * 60_000;

/** What must be true before any step: nothing fails or ends that the step would be blamed for. */
export function healthGates(inventory: Inventory, context: RuleContext, settings: GateSettings): Gate[] {
  const state = { inventory, context };
  const drained = drainedGenerations(state);
  const certificates = trustGraph(inventory, clusterOf(context)).certificates().filter(certificate => !drained.has(subjectOf(certificate)));
  const replaced = replacedRoots(state);
  const isReplaced = ({ isCA, object }: CertificateNode): boolean => isCA && replaced.has(object.manifest.metadata.name);
  const workloads = meshWorkloads(inventory, context);
  const { rootNamespace } = clusterOf(context);
  const isSigner = certificates.some(({ namespace, secretName }) => namespace === rootNamespace && secretName === CACERTS)
    || inventory.find('', 'Secret', rootNamespace, CACERTS) !== undefined;
  return [
    ...certificates.length > 0 ? [certificateGate(certificates, settings, isReplaced)] : [],
    ...workloads.length > 0 ? [agentGate(workloads, settings)] : [],
    ...isSigner ? [signerGate(settings)] : [],
  ];
}

/** The generations of intermediates that may end, since they sign no more: what they signed has gates of its own. */
function drainedGenerations(state: State): ReadonlySet<string> {
  const drained = intermediateRotations.changesIn(state).flatMap(({ record, object }) => {
    return isGenerationReplaced(record) && record.phase === IntermediatePhase.DRAIN
      ? [certificateName({ namespace: replacedIntermediate(record, object).namespace, name: generationName(record, record.from) })]
      : [];
  });
  return new Set(drained);
}

/** The names of roots that are being replaced, perhaps because they end soon: that must not be what holds it up. */
function replacedRoots(state: State): ReadonlySet<string> {
  return new Set(rootRotations.changesIn(state).map(({ record }) => record).filter(isReplacement).map(({ chain, from }) => `${chain}-root-${from}`));
}

/** Whether the agents of the mesh renew their certificates. */
function agentGate(workloads: readonly Workload[], settings: GateSettings): Gate {
  const failures = selector('istio_agent_num_failed_outgoing_requests', common(settings.matchers));
  return {
    name: 'agents',
    question: 'Does every sidecar have a certificate, and renew it?',
    queries: [...agentQueries(settings), ...errorQueries(['namespace', 'pod'], failures)],
    checks: [],
    judge: (answers, now) => {
      const agents = agentsIn(answers);
      const failed = [...answers[2], ...answers[3]].filter(({ value }) => value > 0);
      return judged(`${agents.length} pods do`, [
        ...agents.flatMap((agent): Offender[] => {
          const left = agent.notAfter - now.getTime();
          const problem = left <= 0 ? `its certificate ended at ${time(agent.notAfter)}`
            : left < (agent.longest ?? 0) * LEAST_PART ? `its certificate ends at ${time(agent.notAfter)}, and should have been renewed long ago` : undefined;
          return problem === undefined ? [] : [{ subject: podName(agent), problem }];
        }),
        ...failed.map(({ labels, value }) => ({
          subject: `pod ${labels.get('namespace') || 'unknown'}/${labels.get('pod') || 'unknown'}`,
          problem: `its requests to the CA failed in the last hour, about ${Math.max(1, Math.round(value))} times`,
        })),
      ], unseenAmong(workloads, agents).map(subject => ({ subject, problem: 'no agent of it reports a certificate: it does not run, or is not scraped' })));
    },
  };
}

/** Whether istiod can sign, where it is the CA. */
function signerGate(settings: GateSettings): Gate {
  const matchers = common(settings.matchers);
  const errors = ['citadel_server_csr_sign_err_count', 'citadel_server_authentication_failure_count'];
  const ends = ['citadel_server_root_cert_expiry_timestamp', 'citadel_server_cert_chain_expiry_timestamp'];
  return {
    name: 'signer',
    question: 'Does istiod sign, and with a CA that lasts?',
    queries: [
      ...ends.map(metric => ({ promql: `min(${selector(metric, matchers)})` })),
      ...errors.flatMap(metric => errorQueries([], selector(metric, matchers))),
    ],
    checks: [],
    judge: ([root, chain, ...failures]: Answers, now) => {
      const end = (samples: readonly Sample[], what: string): Offender[] => samples.filter(({ value }) => value * 1000 - now.getTime() < LEAST_LEFT)
        .map(({ value }) => ({ subject: 'istiod', problem: `its ${what} ends at ${time(value * 1000)}` }));
      const failed = failures.flat().reduce((sum, { value }) => sum + value, 0);
      return judged('it does', [
        ...end(root, 'root'),
        ...end(chain, 'CA certificate'),
        ...failed > 0 ? [{ subject: 'istiod', problem: `about ${Math.max(1, Math.round(failed))} requests for certificates failed in the last hour` }] : [],
      ], root.length === 0 || chain.length === 0 ? [{ subject: 'istiod', problem: 'it reports nothing of its CA: it does not sign, or is not scraped' }] : []);
    },
  };
}

/** How many errors a counter has counted lately. The counter of an error is not there before the first one. */
function errorQueries(by: readonly string[], series: string): Query[] {
  return [{ promql: grown(by, series, seconds(QUIET)) }, { promql: come(by, series, QUIET, STEP) }];
}
