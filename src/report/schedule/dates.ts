import { ScheduledCertificate } from '../../analysis/schedule/schedule';

const DAY = 86_400_000;
/** Of what lives shorter than this, the time of day matters. */
const SHORT = 14 * DAY;

export const NOT_KNOWN = 'not known';

/** A moment in the calendar of UTC: `2026-01-31`, and if it matters `2026-01-31 12:00`. */
export function momentText(moment: number, withTime: boolean): string {
  // A moment may be far outside of what a calendar has room for.
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? NOT_KNOWN : date.toISOString().replace('T', ' ').slice(0, withTime ? -8 : -14);
}

/** When a certificate was issued: `now` if that is assumed. */
export function issuedText({ life }: ScheduledCertificate): string {
  if (!life) {
    return NOT_KNOWN;
  }
  return life.basis === 'assumed' ? 'now' : momentText(life.issued, isShort(life));
}

/** When a certificate is renewed: a moment, two between which it is, or somebody by hand. */
export function renewedText({ life, replaceBy, followsSigner }: ScheduledCertificate): string {
  if (!life) {
    return NOT_KNOWN;
  }
  const { renewal } = life;
  if (followsSigner) {
    return 'with its CA';
  }
  if (renewal.kind === 'automatic') {
    const [from, to] = [renewal.from, renewal.to].map(moment => momentText(moment, isShort(life)));
    const day = from.split(' ')[0];
    return from === to ? from : `${from} to ${to.replace(`${day} `, '')}`;
  }
  return renewal.kind === 'by-hand' ? `by hand, until ${momentText(replaceBy ?? life.expires, isShort(life))}` : NOT_KNOWN;
}

/** When a certificate ends. */
export function expiresText({ life }: ScheduledCertificate): string {
  return life ? momentText(life.expires, isShort(life)) : NOT_KNOWN;
}

function isShort({ issued, expires }: NonNullable<ScheduledCertificate['life']>): boolean {
  return expires - issued < SHORT;
}
