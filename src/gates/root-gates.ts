import { agentLifetime } from './agents';
import { stateOf, time } from './certificate-gate';
import { Gate, GateSettings, judged, Offender } from './gate';
import { certificateName, certificateQueries, IssuedCertificate, IssuedCertificates } from './issued-certificates';
import { agentsGate, certificatesGate, presentedGate, silenceOf, strangersAmong, subjectOf } from './reissue-gates';
import { RotatedChain } from './rotated-chain';
import { Since, sinceIssued } from './since';
import { RootStep } from './steps';
import { trustGates } from './trust-gates';
import { Workload } from '../analysis/workloads';

/** What must be true before the replacement of a root goes on to a stage. */
export function rootGates({ stage }: RootStep, chain: RotatedChain, sidecars: readonly Workload[] | undefined, settings: GateSettings): Gate[] {
  switch (stage) {
    case 'activate':
      return trustGates(chain, sidecars, settings);
    case 'drain':
      return [authoritiesGate(chain, settings)];
    case 'retire':
      return retirementGates(chain, sidecars, settings);
    case 'steady':
      return [];
  }
}

/** Whether nothing is left under the old root: before it is trusted no more. */
function retirementGates(chain: RotatedChain, sidecars: readonly Workload[] | undefined, settings: GateSettings): Gate[] {
  const { rotation } = chain;
  const scope = rotation.chain;
  // The intermediates are issued again when the new root begins to sign.
  const since = sinceIssued(chain.authorities(), `chain "${scope}"`, settings);
  return [
    authoritiesGate(chain, settings),
    ...certificatesGate(
      { name: 'certificates-reissued', scope, question: 'Is every Certificate below them issued again since?' }, chain.belowAuthorities(), undefined, settings,
    ),
    ...sidecars ? [agentsGate(
      { name: 'agents-reissued', scope, question: 'Has every sidecar a certificate that was issued since?' }, since, sidecars, agentLifetime(rotation, settings), settings,
    )] : [],
    oldRootGate(chain, since, settings),
    ...presentedGate(scope, chain.presenting()),
  ];
}

/** Whether the CAs below the new root are issued by it: before the old one is given up. */
function authoritiesGate(chain: RotatedChain, settings: GateSettings): Gate {
  const { rotation: { chain: name, to } } = chain;
  const authorities = chain.authorities();
  return {
    name: 'authorities-reissued',
    scope: name,
    question: `Is every intermediate CA issued by the new root "${to}"?`,
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      const issued = new IssuedCertificates(answers);
      const states = authorities.map(certificate => ({ subject: subjectOf(certificate), ...stateOf(certificate, issued.of(certificate), now) }));
      return judged(`${authorities.length} of ${authorities.length} are`,
        states.flatMap(({ subject, problem }) => (problem === undefined ? [] : [{ subject, problem }])),
        authorities.length === 0 ? [{ subject: `root "${to}"`, problem: 'no Certificate among the manifests is issued by it' }]
          : states.flatMap(({ subject, unknown }) => (unknown === undefined ? [] : [{ subject, problem: unknown }])));
    },
  };
}

/** Whether cert-manager knows of nothing under the old root that has not ended. */
function oldRootGate(chain: RotatedChain, since: Since, settings: GateSettings): Gate {
  const { oldIssuer, newIssuer, rotation: { chain: name, from } } = chain;
  return {
    name: 'nothing-under-old-root',
    scope: name,
    question: `Is nothing left that the old root "${from}" issued, also beside the manifests?`,
    // The same ones tell since when the new root signs.
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      const issued = new IssuedCertificates(answers);
      const isLeft = ({ issuer, notAfter = Infinity }: IssuedCertificate): boolean => issuer === oldIssuer && notAfter > now.getTime();
      const issuers = new Set([...chain.issuersBelow()].filter(issuer => issuer !== newIssuer));
      const { offenders, unknown } = strangersAmong(issued, chain.underNewRoot(), issuers, since.at(answers));
      return judged('nothing is', [
        ...issued.all.filter(isLeft).map((certificate): Offender => ({
          subject: certificateName(certificate),
          problem: `is issued by ${oldIssuer}${certificate.notAfter === undefined ? '' : `, and ends at ${time(certificate.notAfter)}`}`,
        })),
        ...offenders,
      ], [...silenceOf(issued), ...unknown]);
    },
  };
}
