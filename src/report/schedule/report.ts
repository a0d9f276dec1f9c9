import { Schedule, ScheduledCertificate } from '../../analysis/schedule/schedule';
import { Severity, describeObject } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';
import { count } from '../layout';

/** The schedule of the certificates, and how many things could not be read. */
export interface ScheduleReport extends Schedule {
  readonly unread: number;
}

/** What depends on a certificate, in one line; nothing if nothing does. */
export function dependentsText({ signs, presentedBy, trustedBy, trustedBeside }: ScheduledCertificate): string {
  const [first, ...more] = presentedBy;
  return [
    ...signs.length > 0 ? [`signs ${count(signs.length, 'certificate')}`] : [],
    ...first ? [`presented by ${describeObject(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`] : [],
    ...trustedBy.map(({ object, consumers }) => `trusted by ${describeObject(object)}${consumers.length > 0 ? `, read by ${count(consumers.length, 'consumer')}` : ''}`),
    ...trustedBeside.length > 0 ? [`trusted by ${count(trustedBeside.length, 'consumer')} beside a certificate of their own`] : [],
  ].join('; ');
}

/** What is left of the CA at the end of a certificate: `29 days`, `-3 hours`. */
export function slackText({ slack, signer, followsSigner }: ScheduledCertificate): string {
  if (slack === undefined) {
    return signer === undefined || followsSigner ? '' : 'not known';
  }
  return `${slack < 0 ? '-' : ''}${describeDuration(Math.abs(slack))}`;
}

/** `3 certificates: 1 root, 1 intermediate, 1 leaf; 1 outlives its CA`. */
export function summary({ certificates, problems, unread }: ScheduleReport): string {
  const tiers = ([['root', 'root'], ['intermediate', 'intermediate'], ['leaf', 'leaf']] as const)
    .map(([tier, noun]) => [certificates.filter(certificate => certificate.tier === tier).length, noun] as const)
    .filter(([number]) => number > 0)
    .map(([number, noun]) => (noun === 'leaf' && number > 1 ? `${number} leaves` : count(number, noun)));
  const found = ([[Severity.ERROR, 'error'], [Severity.WARNING, 'warning']] as const)
    .map(([severity, noun]) => [problems.filter(problem => problem.severity === severity).length, noun] as const)
    .flatMap(([number, noun]) => (number > 0 ? [count(number, noun)] : []));
  const read = unread > 0 ? `; ${count(unread, 'problem')} in reading: not everything is here` : '';
  const all = certificates.length === 0 ? 'There are no certificates among the manifests' : `${count(certificates.length, 'certificate')}: ${tiers.join(', ')}`;
  return `${all}; ${found.length > 0 ? found.join(', ') : certificates.length === 0 ? 'nothing to say' : 'none outlives its CA'}${read}`;
}

/** What else there is to know: of certificates, and of what is missing. */
export function allNotes({ certificates, notes }: ScheduleReport): string[] {
  return [...certificates.flatMap(({ title, notes: own, life }) => {
    const problem = life?.renewal.kind === 'by-hand' ? undefined : life?.renewal.problem;
    return [...own, ...problem === undefined ? [] : [problem]].map(note => `${title}: ${note}`);
  }), ...notes];
}
