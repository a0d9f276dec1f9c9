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

/** What is left of the CA at the end of a certificate: `29 days`, `-3 hours`; nothing for what has no end of its own. */
export function slackText(certificate: ScheduledCertificate): string {
  const { slack } = certificate;
  if (slack === undefined) {
    return isUncertain(certificate) ? 'not known' : '';
  }
  return `${slack < 0 ? '-' : ''}${describeDuration(Math.abs(slack))}`;
}

/** Whether nobody can say if a certificate outlives its CA. */
function isUncertain({ slack, tier, followsSigner, signer }: ScheduledCertificate): boolean {
  return slack === undefined && followsSigner !== true && (tier !== 'root' || signer !== undefined);
}

/** `3 certificates: 1 root, 1 intermediate, 1 leaf; none outlives its CA`. */
export function summary({ certificates, problems, unread }: ScheduleReport): string {
  const reading = unread > 0 ? `; ${count(unread, 'problem')} in reading: not everything is here` : '';
  if (certificates.length === 0) {
    return `There are no certificates among the manifests${reading}`;
  }
  const tiers = ([['root', 'root'], ['intermediate', 'intermediate'], ['leaf', 'leaf']] as const)
    .map(([tier, noun]) => [certificates.filter(certificate => certificate.tier === tier).length, noun] as const)
    .filter(([number]) => number > 0)
    .map(([number, noun]) => (noun === 'leaf' && number > 1 ? `${number} leaves` : count(number, noun)));
  const found = ([[Severity.ERROR, 'error'], [Severity.WARNING, 'warning']] as const)
    .map(([severity, noun]) => [problems.filter(problem => problem.severity === severity).length, noun] as const)
    .flatMap(([number, noun]) => (number > 0 ? [count(number, noun)] : []));
  const uncertain = certificates.filter(isUncertain).length;
  const none = uncertain === 0 ? ['none outlives its CA'] : uncertain < certificates.length ? ['none is seen to outlive its CA'] : [];
  const verdicts = [
    ...found.length > 0 ? [found.join(', ')] : none,
    ...uncertain > 0 ? [`whether ${uncertain === 1 ? 'one outlives its CA' : `${uncertain} outlive their CAs`} is not known`] : [],
  ];
  return `${count(certificates.length, 'certificate')}: ${tiers.join(', ')}; ${verdicts.join('; ')}${reading}`;
}

/** What else there is to know: of certificates, and of what is missing. */
export function allNotes({ certificates, notes }: ScheduleReport): string[] {
  return [...certificates.flatMap(({ title, notes: own, life }) => {
    const problem = life?.renewal.kind === 'by-hand' ? undefined : life?.renewal.problem;
    return [...own, ...problem === undefined ? [] : [problem]].map(note => `${title}: ${note}`);
  }), ...notes];
}
