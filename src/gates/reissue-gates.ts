import { agentQueries, agentsIn, podName, unseenAmong } from './agents';
import { time } from './certificate-gate';
import { Gate, GateName, GateSettings, judged, Offender } from './gate';
import { certificateName, certificateQueries, IssuedCertificates } from './issued-certificates';
import { isKnown, Moment, SETTLING, Since, tooEarly } from './since';
import { SignedCertificate } from './through-issuers';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { referenceTo } from '../analysis/manifest';
import { Consumer } from '../analysis/trust/trust-graph';
import { Workload } from '../analysis/workloads';
import { describeObject } from '../core/finding';
import { describeDuration } from '../core/go-duration';

/** What a gate is called and asks. */
export interface Asked {
  readonly name: GateName;
  readonly scope: string;
  readonly question: string;
}


/**
 * Whether certificates were issued again: after the CA above each of them, and since a
 * moment where it matters.
 *
 * @param wrong what is in the way by the manifests alone
 */
export function certificatesGate(
  asked: Asked, leaves: readonly SignedCertificate[], since: Since | undefined, settings: GateSettings, wrong: readonly Offender[] = [],
): Gate[] {
  const ofCertificates = certificateQueries(settings);
  return leaves.length + wrong.length === 0 ? [] : [{
    ...asked,
    queries: [...ofCertificates, ...since?.queries ?? []],
    checks: [],
    ...since?.isSaid ? { needsSince: true } : {},
    judge: answers => {
      const issued = new IssuedCertificates(answers);
      const moment = since?.at(answers.slice(ofCertificates.length));
      if (moment !== undefined && !isKnown(moment)) {
        return judged('', wrong, [moment]);
      }
      const states = leaves.map(leaf => ({ subject: subjectOf(leaf.certificate), ...reissued(leaf, issued, since?.event ?? '', moment) }));
      return judged(`${leaves.length} of ${leaves.length} are`,
        [...wrong, ...states.flatMap(({ subject, problem }) => (problem === undefined ? [] : [{ subject, problem }]))],
        states.flatMap(({ subject, unknown }) => (unknown === undefined ? [] : [{ subject, problem: unknown }])));
    },
  }];
}

function reissued(
  { certificate, parent }: SignedCertificate, issued: IssuedCertificates, event: string, moment: number | undefined,
): { problem?: string; unknown?: string } {
  const [own, above] = [certificate, parent].map(each => each && issued.of(each)?.notBefore);
  if (own === undefined || (parent && above === undefined)) {
    return { unknown: `cert-manager does not report when ${own === undefined ? 'it' : `its CA, ${subjectOf(parent!)},`} was issued` };
  }
  const problem = (above === undefined ? undefined : tooEarly(own, 'its CA was issued', above))
    ?? (moment === undefined ? undefined : tooEarly(own, event, moment));
  return problem === undefined ? {} : { problem: `${problem}: cmctl renew -n ${certificate.namespace} ${certificate.object.manifest.metadata.name}` };
}

/**
 * Whether the certificates of sidecars were issued since a moment. Agents report when a
 * certificate ends. One that was issued before ends no later than the longest lifetime
 * after the moment.
 */
export function agentsGate(asked: Asked, since: Since, workloads: readonly Workload[], lifetime: number, settings: GateSettings): Gate {
  const { queries } = since;
  return {
    ...asked,
    queries: [...queries, ...agentQueries(settings)],
    checks: [],
    ...since.isSaid ? { needsSince: true } : {},
    judge: answers => {
      const moment = since.at(answers.slice(0, queries.length));
      const agents = agentsIn(answers.slice(queries.length));
      if (!isKnown(moment)) {
        return judged('', [], [moment]);
      }
      const least = moment + SETTLING;
      const tooLong = agents.filter(({ longest }) => longest !== undefined && longest > lifetime);
      const unseen = [
        ...unseenAmong(workloads, agents).map(subject => ({ subject, problem: 'no agent of it reports a certificate: it does not run, or is not scraped' })),
        ...agents.length === 0 && workloads.length === 0 ? [{ subject: 'the sidecars of the mesh', problem: 'no agent reports a certificate: none runs, or none is scraped' }] : [],
      ];
      return judged(`${agents.length} pods have`,
        agents.filter(({ notAfter }) => notAfter - lifetime < least).map(agent => ({
          subject: podName(agent),
          problem: `its certificate ends at ${time(agent.notAfter)}, so that it may have been issued before ${time(least)}: wait, or restart the pod`,
        })),
        [...unseen, ...tooLong.map(agent => ({
          subject: podName(agent),
          problem: `its certificates live longer than ${describeDuration(lifetime)}, which is taken for the longest lifetime: say how long, with --workload-lifetime`,
        }))]);
    },
  };
}

/** Certificates that no manifest shows and that some issuers may have signed before a moment; where that is not known, all of them may. */
export function strangersAmong(
  issued: IssuedCertificates, known: readonly SignedCertificate[], issuers: ReadonlySet<string>, moment: Moment,
): { readonly offenders: readonly Offender[]; readonly unknown: readonly Offender[] } {
  const names = new Set(known.map(({ certificate }) => subjectOf(certificate)));
  const least = isKnown(moment) ? moment + SETTLING : Infinity;
  const strangers = issued.all.filter(certificate => !names.has(certificateName(certificate)) && issuers.has(certificate.issuer));
  const described = strangers.filter(({ notBefore = 0 }) => notBefore < least).map(({ notBefore, issuer, ...certificate }) => {
    const when = notBefore === undefined ? 'nothing says when it was issued' : `was issued at ${time(notBefore)}, perhaps before`;
    return { subject: certificateName(certificate), problem: `is issued by ${issuer}, is not among the manifests, and ${when}` };
  });
  return isKnown(moment) ? { offenders: described, unknown: [] } : { offenders: [], unknown: described.length > 0 ? [moment, ...described] : [] };
}

/** That cert-manager reports nothing at all, in which case nothing follows from what it does not report. */
export function silenceOf({ all }: IssuedCertificates): Offender[] {
  return all.length === 0 ? [{ subject: 'cert-manager', problem: 'it reports no Certificate: it does not run, or is not scraped' }] : [];
}

/** Whether processes present what was issued again is in no metric: they read files when they like. */
export function presentedGate(scope: string, consumers: readonly Consumer[], question = 'Does everybody who mounts a certificate present the one that was issued again?'): Gate[] {
  const references = consumers.map(({ object }) => referenceTo(object.manifest));
  return references.length === 0 ? [] : [{
    name: 'certificates-loaded',
    scope,
    question,
    queries: [],
    checks: [
      'openssl s_client -connect <address> -showcerts </dev/null   (the issuer of the last certificate, for every server below)',
      'or restart them: kubectl -n <namespace> rollout restart <workload>',
    ],
    judge: () => judged('', [], references.map(consumer => ({ subject: describeObject(consumer), problem: 'no metric says which certificate it presents' }))),
  }];
}

/** `Certificate shop/web` */
export function subjectOf({ namespace, object }: CertificateNode): string {
  return certificateName({ namespace, name: object.manifest.metadata.name });
}
