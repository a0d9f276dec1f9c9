import { ScheduleReport } from './report';
import { ScheduledCertificate } from '../../analysis/schedule/schedule';
import { defined, jsonDocument } from '../json';

/** The schedule for a program, as `schemas/schedule.schema.json` describes it. */
export function scheduleJson({ now, certificates, problems, notes }: ScheduleReport): string {
  const bundles = new Map(certificates.flatMap(({ trustedBy }) => trustedBy.map(bundle => [bundle.object, bundle] as const)));
  return jsonDocument({
    now: moment(now),
    certificates: certificates.map(certificateFields),
    // Each once, whatever number of roots it has.
    bundles: [...bundles.values()].map(({ object, consumers }) => ({ object, readBy: consumers })),
    problems,
    notes,
  });
}

function certificateFields(certificate: ScheduledCertificate): object {
  const { id, title, object, tier, issuer, signer, life, slack, replaceBy, followsSigner, notes } = certificate;
  return defined({
    id,
    title,
    object,
    tier,
    issuer,
    signer,
    dates: life?.basis ?? 'unknown',
    issued: life && moment(life.issued),
    expires: life && moment(life.expires),
    renewal: life && renewalFields(life.renewal, replaceBy, followsSigner),
    slackSeconds: slack === undefined ? undefined : Math.floor(slack / 1000),
    signs: certificate.signs,
    presentedBy: certificate.presentedBy,
    trustedBy: certificate.trustedBy.map(bundle => bundle.object),
    trustedBeside: certificate.trustedBeside,
    notes,
  });
}

function renewalFields(renewal: NonNullable<ScheduledCertificate['life']>['renewal'], replaceBy: number | undefined, followsSigner = false): object {
  switch (renewal.kind) {
    case 'automatic':
      return defined({ kind: followsSigner ? 'with-ca' : 'automatic', from: moment(renewal.from), to: moment(renewal.to), problem: renewal.problem });
    case 'by-hand':
      return followsSigner ? { kind: 'with-ca' } : defined({ kind: 'by-hand', to: replaceBy === undefined ? undefined : moment(replaceBy) });
    case 'unknown':
      return renewal;
  }
}

/** To the second, in UTC; nothing for what no calendar has room for. */
function moment(milliseconds: number): string | undefined {
  const date = new Date(Math.floor(milliseconds));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/\.\d+Z$/, 'Z');
}
