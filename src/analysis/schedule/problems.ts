import { ScheduledCertificate } from './scheduled-certificate';
import { isDated, lifetimeOf } from './slack';
import { Severity } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';

/** What is wrong with the dates of a certificate. */
export interface ScheduleProblem {
  readonly severity: Severity;
  /** The certificate, by its id. */
  readonly certificate: string;
  readonly message: string;
  readonly fix: string;
}

/** Everything that is wrong with the dates, in the order of the certificates. */
export function problemsOf(certificates: readonly ScheduledCertificate[], now: number): ScheduleProblem[] {
  const byId = new Map(certificates.map(certificate => [certificate.id, certificate]));
  return certificates.flatMap(certificate => {
    const signer = certificate.signer === undefined ? undefined : byId.get(certificate.signer);
    return [...outlives(certificate, signer), ...late(certificate, now)];
  });
}

function outlives(certificate: ScheduledCertificate, signer: ScheduledCertificate | undefined): ScheduleProblem[] {
  if (!isDated(certificate) || !isDated(signer) || certificate.slack === undefined) {
    return [];
  }
  const lives = lifetimeOf(certificate.life);
  const problem = (message: string, fix: string): ScheduleProblem[] => [{ severity: Severity.ERROR, certificate: certificate.id, message: `${certificate.title}: ${message}`, fix }];
  if (certificate.slack < 0) {
    const left = lives + certificate.slack;
    const when = signer.life.renewal.kind === 'automatic' ? 'when it signs for the last time' : 'now, and nothing renews it';
    return problem(
      `lives ${describeDuration(lives)}, but its CA, ${signer.title}, has ${left > 0 ? `${describeDuration(left)} left` : 'nothing left'} ${when}: the certificate outlives it by ${describeDuration(-certificate.slack)}`,
      left > 0 ? `Shorten the lifetime to at most ${describeDuration(left)}, or let the CA be replaced earlier before its end.` : 'Replace the CA, and have the certificate issued again.',
    );
  }
  const areReal = ![certificate, signer].some(({ life }) => life.basis === 'assumed');
  const beyond = areReal ? certificate.life.expires - signer.life.expires : 0;
  return beyond > 0
    ? problem(`ends ${describeDuration(beyond)} after its CA, ${signer.title}, and is refused as soon as that one has ended`, 'Have the certificate issued again.')
    : [];
}

function late({ id, title, life, replaceBy, presentedBy }: ScheduledCertificate, now: number): ScheduleProblem[] {
  const problem = (message: string, fix: string): ScheduleProblem[] => [{ severity: Severity.WARNING, certificate: id, message: `${title}: ${message}`, fix }];
  if (!life || life.basis === 'assumed') {
    return [];
  }
  if (life.expires <= now) {
    return problem(`has ended ${describeDuration(now - life.expires)} ago`, presentedBy.length > 0 ? 'Have it issued again: who presents it is refused.' : 'Have it issued again, or remove it.');
  }
  if (life.renewal.kind === 'automatic' && life.renewal.to <= now) {
    return problem(`should have been renewed ${describeDuration(now - life.renewal.to)} ago`, 'See what its CertificateRequests say.');
  }
  return replaceBy !== undefined && replaceBy < now ? problem(`should have been replaced by hand ${describeDuration(now - replaceBy)} ago`, 'Replace it, so that what it signs ends before it.') : [];
}
