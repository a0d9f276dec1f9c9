import { agentLifetime } from './agents';
import { stateOf } from './certificate-gate';
import { sinceDrained } from './drained-since';
import { Gate, GateSettings, judged } from './gate';
import { certificateQueries, IssuedCertificates } from './issued-certificates';
import { agentsGate, certificatesGate, presentedGate, silenceOf, strangersAmong, subjectOf } from './reissue-gates';
import { RotatedIntermediate } from './rotated-intermediate';
import { Since } from './since';
import { IntermediateStep } from './steps';
import { Workload } from '../analysis/workloads';
import { RootRotationRecord } from '../core/change/root-rotation-record';
import { shellWord } from '../core/shell-word';

/** What of a mesh gets its certificates from an intermediate, as far as it is known. */
export interface Sidecars {
  /** Those among the manifests; undefined if there are none in the mesh. */
  readonly workloads: readonly Workload[] | undefined;
  /** What the chain records of them. */
  readonly chain: Pick<RootRotationRecord, 'workloads'>;
}

/** What must be true before the next generation of an intermediate goes on to a stage. */
export function intermediateGates(
  stage: IntermediateStep['stage'], intermediate: RotatedIntermediate, sidecars: Sidecars, settings: GateSettings,
): Gate[] {
  switch (stage) {
    case 'intermediate-activate':
      return [issuedGate(intermediate, settings)];
    case 'intermediate-drain':
      return [signsGate(intermediate)];
    case 'intermediate-retire':
      return reissueGates(intermediate, sidecars, settings);
    case 'intermediate-steady':
      // Nothing that came before made sure of anything where a key was replaced at once.
      return [
        ...intermediate.record.compromise
          ? [issuedGate(intermediate, settings), signsGate(intermediate), ...reissueGates(intermediate, sidecars, settings)]
          : [],
        deletedGate(intermediate),
      ];
  }
}

/** Whether the new generation has its certificate: before it signs. */
function issuedGate(intermediate: RotatedIntermediate, settings: GateSettings): Gate {
  const { scope, newName, namespace, record: { name, to } } = intermediate;
  const authority = intermediate.newAuthority();
  return {
    name: 'new-intermediate-issued',
    scope,
    question: `Is generation "${to}" of intermediate "${name}" issued?`,
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      if (!authority) {
        return judged('', [], [{ subject: `Certificate ${namespace}/${newName}`, problem: 'is not among the manifests' }]);
      }
      const subject = subjectOf(authority);
      const { problem, unknown } = stateOf(authority, new IssuedCertificates(answers).of(authority), now);
      return judged('it is', problem === undefined ? [] : [{ subject, problem }], unknown === undefined ? [] : [{ subject, problem: unknown }]);
    },
  };
}

/** Whether the new generation signs: before the old one cannot any more. Metrics name the issuer, which is the same for both. */
function signsGate({ scope, issuer, record: { to } }: RotatedIntermediate): Gate {
  return {
    name: 'new-intermediate-signs',
    scope,
    question: `Does "${issuer}" issue certificates with the key of generation "${to}"?`,
    queries: [],
    checks: [`kubectl get clusterissuers,issuers -A | grep ${issuer}`, 'kubectl get certificaterequests -A --sort-by=.metadata.creationTimestamp | tail'],
    judge: () => judged('', [], [{ subject: `issuer ${issuer}`, problem: 'no metric says with which key it signs' }]),
  };
}

/** Whether nothing is left that the old generation signed: before its Certificate goes. */
function reissueGates(intermediate: RotatedIntermediate, { workloads, chain }: Sidecars, settings: GateSettings): Gate[] {
  const { scope, record: { to } } = intermediate;
  const since = sinceDrained(intermediate, settings);
  return [
    ...certificatesGate(
      { name: 'certificates-reissued', scope, question: `Is every Certificate issued again since generation "${to}" alone signs?` }, intermediate.below(), since, settings,
    ),
    ...workloads ? [agentsGate(
      { name: 'agents-reissued', scope, question: `Has every sidecar a certificate that was issued since generation "${to}" alone signs?` },
      since, workloads, agentLifetime(chain, settings), settings,
    )] : [],
    strangersGate(intermediate, since, settings),
    ...presentedGate(scope, intermediate.presenting()),
  ];
}

/** Whether cert-manager knows of nothing that the old generation may have signed, also beside the manifests. */
function strangersGate(intermediate: RotatedIntermediate, since: Since, settings: GateSettings): Gate {
  const { scope, record: { from } } = intermediate;
  const ofCertificates = certificateQueries(settings);
  return {
    name: 'nothing-under-old-intermediate',
    scope,
    question: `Is nothing left beside the manifests that generation "${from}" may have issued?`,
    queries: [...ofCertificates, ...since.queries],
    checks: [],
    judge: answers => {
      const issued = new IssuedCertificates(answers);
      const moment = since.at(answers.slice(ofCertificates.length));
      const { offenders, unknown } = strangersAmong(issued, intermediate.below(), intermediate.issuersBelow(), moment);
      return judged('nothing is', offenders, [...silenceOf(issued), ...unknown]);
    },
  };
}

/** Whether the Secret of the old key is gone: before nothing guards it any more. That no metric reports it would be no proof. */
function deletedGate({ scope, oldName, namespace }: RotatedIntermediate): Gate {
  return {
    name: 'old-key-deleted',
    scope,
    question: 'Is the Secret of the old key deleted? An administrator of the keys may do so while it is guarded, and whoever may delete Secrets afterwards.',
    queries: [],
    checks: [`kubectl delete secret ${oldName} -n ${shellWord(namespace)}`],
    judge: () => judged('', [], [{ subject: `Secret ${namespace}/${oldName}`, problem: 'no metric says for certain that it is gone' }]),
  };
}
