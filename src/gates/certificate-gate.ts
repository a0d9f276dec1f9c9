import { Gate, GateSettings, judged } from './gate';
import { certificateName, certificateQueries, IssuedCertificate, IssuedCertificates } from './issued-certificates';
import { CertificateNode, durationOf, isRenewed, renewBeforeOf } from '../analysis/certmanager/issuance';
import { describeDuration } from '../core/go-duration';

/** How long cert-manager may take to renew what is due. */
const RENEWAL_SLACK = 60 * 60_000;
/** The part of its lifetime that a certificate must have left that nobody renews. */
const LEAST_PART = 0.1;

/**
 * Whether cert-manager has issued every Certificate, and renews it in time.
 *
 * @param isReplaced whether another one takes its place, so that it may come near its end
 */
export function certificateGate(
  certificates: readonly CertificateNode[], settings: GateSettings, isReplaced: (certificate: CertificateNode) => boolean = () => false,
): Gate {
  return {
    name: 'certificates',
    question: 'Is every Certificate issued, and renewed in time?',
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      const issued = new IssuedCertificates(answers);
      const states = certificates.map(certificate => {
        return { subject: certificateName(nameOf(certificate)), ...stateOf(certificate, issued.of(certificate), now, isReplaced(certificate)) };
      });
      return judged(
        `all ${certificates.length} are`,
        states.flatMap(({ subject, problem }) => (problem === undefined ? [] : [{ subject, problem }])),
        states.flatMap(({ subject, unknown }) => (unknown === undefined ? [] : [{ subject, problem: unknown }])),
      );
    },
  };
}

interface State {
  readonly problem?: string;
  readonly unknown?: string;
}

/** What is wrong with a Certificate, or not known of it. */
export function stateOf({ spec }: CertificateNode, issued: IssuedCertificate | undefined, now: Date, isReplaced = false): State {
  if (!issued) {
    return { unknown: 'cert-manager reports nothing of it under this issuer' };
  }
  const { isReady, notAfter, renewal } = issued;
  if (isReady === undefined) {
    return { unknown: 'cert-manager does not report whether it is ready' };
  }
  if (!isReady) {
    return { problem: 'is not ready' };
  }
  if (notAfter === undefined) {
    return { unknown: 'cert-manager reports no time at which it ends' };
  }
  const left = notAfter - now.getTime();
  if (left <= 0) {
    return { problem: `ended at ${time(notAfter)}` };
  }
  if (renewal !== undefined && isRenewed(spec)) {
    const late = now.getTime() - renewal;
    return late > RENEWAL_SLACK ? { problem: `was due to be renewed at ${time(renewal)}, and ends at ${time(notAfter)}` } : {};
  }
  if (isReplaced) {
    return {};
  }
  const duration = durationOf(spec);
  const least = duration === undefined ? 0 : isRenewed(spec) ? renewBeforeOf(spec, duration) / 2 : duration * LEAST_PART;
  return left < least ? { problem: `ends at ${time(notAfter)}, in ${describeDuration(left)}, and nothing says that it will be renewed` } : {};
}

/** `2027-01-31T12:00:00Z` */
export function time(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? `${milliseconds} ms` : date.toISOString().replace(/\.000Z$/, 'Z');
}

function nameOf({ namespace, object }: CertificateNode): { namespace: string; name: string } {
  return { namespace, name: object.manifest.metadata.name };
}
