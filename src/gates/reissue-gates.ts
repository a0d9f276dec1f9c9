import { agentQueries, agentsIn, podName, unseenAmong } from './agents';
import { stateOf, time } from './certificate-gate';
import { Answers, Gate, GateSettings, judged, Offender } from './gate';
import { certificateName, certificateQueries, IssuedCertificate, IssuedCertificates } from './issued-certificates';
import { RotatedChain, SignedCertificate } from './rotated-chain';
import { referenceTo } from '../analysis/manifest';
import { USUAL_AGENT } from '../analysis/schedule/istio-environment';
import { Workload } from '../analysis/workloads';
import { workloadTimes } from '../core/change/root-rotation-record';
import { describeObject } from '../core/finding';
import { describeDuration } from '../core/go-duration';

/**
 * How long after a CA was issued something may still be signed by the one before it:
 * until its Secret is written, the kubelet has brought it to who signs, and that has read it.
 */
const SETTLING = 5 * 60_000;

/** Whether the new root really signs: before the old one is given up. */
export function activationGates(chain: RotatedChain, settings: GateSettings): Gate[] {
  return [authoritiesGate(chain, settings)];
}

/** Whether nothing is left under the old root: before it is trusted no more. */
export function retirementGates(chain: RotatedChain, sidecars: readonly Workload[] | undefined, settings: GateSettings): Gate[] {
  return [
    authoritiesGate(chain, settings),
    ...certificatesGate(chain, settings),
    ...sidecars ? [agentsGate(chain, sidecars, settings)] : [],
    oldRootGate(chain, settings),
    ...loadedGate(chain),
  ];
}

/** Whether the CAs below the new root are issued by it. */
function authoritiesGate(chain: RotatedChain, settings: GateSettings): Gate {
  const { rotation: { chain: name, to } } = chain;
  const authorities = authoritiesOf(chain);
  return {
    name: 'authorities-reissued',
    scope: name,
    question: `Is every intermediate CA issued by the new root "${to}"?`,
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      const issued = new IssuedCertificates(answers);
      const states = authorities.map(({ certificate }) => {
        return { subject: subjectOf(certificate), ...stateOf(certificate, issued.of(certificate), now) };
      });
      return judged(`${authorities.length} of ${authorities.length} are`,
        states.flatMap(({ subject, problem }) => (problem === undefined ? [] : [{ subject, problem }])),
        authorities.length === 0 ? [{ subject: `root "${to}"`, problem: 'no Certificate among the manifests is issued by it' }]
          : states.flatMap(({ subject, unknown }) => (unknown === undefined ? [] : [{ subject, problem: unknown }])));
    },
  };
}

/** Whether what the intermediates sign was signed since they are under the new root. */
function certificatesGate(chain: RotatedChain, settings: GateSettings): Gate[] {
  const leaves = chain.underNewRoot().filter(({ parent }) => parent !== undefined);
  return leaves.length === 0 ? [] : [{
    name: 'certificates-reissued',
    scope: chain.rotation.chain,
    question: 'Is every Certificate below them issued again since?',
    queries: certificateQueries(settings),
    checks: [],
    judge: answers => {
      const issued = new IssuedCertificates(answers);
      const states = leaves.map(leaf => ({ subject: subjectOf(leaf.certificate), ...reissued(leaf, issued) }));
      return judged(`${leaves.length} of ${leaves.length} are`,
        states.flatMap(({ subject, problem }) => (problem === undefined ? [] : [{ subject, problem }])),
        states.flatMap(({ subject, unknown }) => (unknown === undefined ? [] : [{ subject, problem: unknown }])));
    },
  }];
}

function reissued({ certificate, parent }: SignedCertificate, issued: IssuedCertificates): { problem?: string; unknown?: string } {
  const [own, above] = [issued.of(certificate), issued.of(parent!)].map(each => each?.notBefore);
  if (own === undefined || above === undefined) {
    return { unknown: `cert-manager does not report when ${own === undefined ? 'it' : `its CA, ${subjectOf(parent!)},`} was issued` };
  }
  if (own >= above + SETTLING) {
    return {};
  }
  const when = own < above ? `before its CA at ${time(above)}` : `less than ${describeDuration(SETTLING)} after its CA, perhaps by the one before it`;
  return { problem: `was issued at ${time(own)}, ${when}: cmctl renew -n ${certificate.namespace} ${certificate.object.manifest.metadata.name}` };
}

/**
 * Whether the certificates of the sidecars were issued since. Agents report when a
 * certificate ends. One that was issued before the new CA ends no later than the longest
 * lifetime after it.
 */
function agentsGate(chain: RotatedChain, workloads: readonly Workload[], settings: GateSettings): Gate {
  const authorities = authoritiesOf(chain);
  const lifetime = settings.workloadLifetime ?? (workloadTimes(chain.rotation) ?? USUAL_AGENT).lifetime;
  return {
    name: 'agents-reissued',
    scope: chain.rotation.chain,
    question: 'Has every sidecar a certificate that was issued since?',
    queries: [...certificateQueries(settings), ...agentQueries(settings)],
    checks: [],
    judge: answers => {
      const times = activations(authorities, answers.slice(0, 4));
      const agents = agentsIn(answers.slice(4));
      if (times.length < authorities.length || times.length === 0) {
        return judged('', [], [{ subject: `chain "${chain.rotation.chain}"`, problem: 'cert-manager does not report when its intermediate CAs were issued' }]);
      }
      const activated = Math.max(...times) + SETTLING;
      const tooLong = agents.filter(({ longest }) => longest !== undefined && longest > lifetime);
      const unseen = [
        ...unseenAmong(workloads, agents).map(subject => ({ subject, problem: 'no agent of it reports a certificate: it does not run, or is not scraped' })),
        ...agents.length === 0 && workloads.length === 0 ? [{ subject: 'the sidecars of the mesh', problem: 'no agent reports a certificate: none runs, or none is scraped' }] : [],
      ];
      return judged(`${agents.length} pods have`,
        agents.filter(({ notAfter }) => notAfter - lifetime < activated).map(agent => ({
          subject: podName(agent),
          problem: `its certificate ends at ${time(agent.notAfter)}, so that it may have been issued before ${time(activated)}: wait, or restart the pod`,
        })),
        [...unseen, ...tooLong.map(agent => ({
          subject: podName(agent),
          problem: `its certificates live longer than ${describeDuration(lifetime)}, which is taken for the longest lifetime: say how long, with --workload-lifetime`,
        }))]);
    },
  };
}

function activations(authorities: readonly SignedCertificate[], answers: Answers): number[] {
  const issued = new IssuedCertificates(answers);
  return authorities.flatMap(({ certificate }) => issued.of(certificate)?.notBefore ?? []);
}

/** Whether cert-manager knows of nothing under the old root that has not ended. */
function oldRootGate(chain: RotatedChain, settings: GateSettings): Gate {
  const { oldIssuer, rotation: { chain: name, from } } = chain;
  return {
    name: 'nothing-under-old-root',
    scope: name,
    question: `Is nothing left that the old root "${from}" issued, also beside the manifests?`,
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      const { all } = new IssuedCertificates(answers);
      const isLeft = ({ issuer, notAfter = Infinity }: IssuedCertificate): boolean => issuer === oldIssuer && notAfter > now.getTime();
      const stale = strangersAmong(all, chain);
      return judged('nothing is', [
        ...all.filter(isLeft).map((certificate): Offender => ({
          subject: certificateName(certificate),
          problem: `is issued by ${oldIssuer}${certificate.notAfter === undefined ? '' : `, and ends at ${time(certificate.notAfter)}`}`,
        })),
        ...stale,
      ], all.length === 0 ? [{ subject: 'cert-manager', problem: 'it reports no Certificate: it does not run, or is not scraped' }] : []);
    },
  };
}

/** Certificates that no manifest shows, and that an intermediate of the chain may have signed while it was under the old root. */
function strangersAmong(all: readonly IssuedCertificate[], chain: RotatedChain): Offender[] {
  const below = chain.underNewRoot();
  const known = new Set(below.map(({ certificate }) => subjectOf(certificate)));
  const issuers = chain.issuersBelow();
  const authorities = new Map(all.map(certificate => [certificateName(certificate), certificate.notBefore]));
  const activated = Math.max(...authoritiesOf(chain).map(({ certificate }) => authorities.get(subjectOf(certificate)) ?? Infinity)) + SETTLING;
  const isStranger = (certificate: IssuedCertificate): boolean => !known.has(certificateName(certificate))
    && certificate.issuer !== chain.newIssuer && issuers.has(certificate.issuer);
  return all.filter(isStranger).filter(({ notBefore = 0 }) => notBefore < activated).map(({ notBefore, issuer, ...certificate }) => {
    const when = notBefore === undefined ? 'nothing says when it was issued' : `was issued at ${time(notBefore)}, perhaps under the old root`;
    return { subject: certificateName(certificate), problem: `is issued by ${issuer}, is not among the manifests, and ${when}` };
  });
}

/** Whether processes present what was issued again is in no metric: they read files when they like. */
function loadedGate(chain: RotatedChain): Gate[] {
  const consumers = chain.presenting().map(({ object }) => referenceTo(object.manifest));
  return consumers.length === 0 ? [] : [{
    name: 'certificates-loaded',
    scope: chain.rotation.chain,
    question: 'Does everybody who mounts a certificate present the one that was issued again?',
    queries: [],
    checks: [
      'openssl s_client -connect <address> -showcerts </dev/null   (the issuer of the last certificate, for every server below)',
      'or restart them: kubectl -n <namespace> rollout restart <workload>',
    ],
    judge: () => judged('', [], consumers.map(consumer => ({ subject: describeObject(consumer), problem: 'no metric says which certificate it presents' }))),
  }];
}

function authoritiesOf(chain: RotatedChain): SignedCertificate[] {
  return chain.underNewRoot().filter(({ certificate, parent }) => parent === undefined && certificate.isCA);
}

function subjectOf({ namespace, object }: SignedCertificate['certificate']): string {
  return certificateName({ namespace, name: object.manifest.metadata.name });
}
