import { momentText } from './dates';
import { ScheduledCertificate } from '../../analysis/schedule/schedule';
import { append } from '../../core/multi-map';
import { Layout, Style } from '../layout';
import { printable } from '../printable';

const DAY = 86_400_000;
const MARKS = { valid: '=', renewed: 'R', byHand: 'H', overlap: '-', ends: '|', now: 'v' };
const LEGEND = '= valid   R renewed   H last moment to replace it by hand   - left until its end   | end   v now';
const LONGEST_TITLE = 30;
const LEAST_BAR = 24;

type Dated = ScheduledCertificate & { readonly life: NonNullable<ScheduledCertificate['life']> };

/** Certificates that are drawn on one scale: those that one CA signs, or those that none of the schedule does. */
interface Group {
  readonly title: string;
  readonly members: Dated[];
  readonly from: number;
  readonly to: number;
}

/**
 * A line for each certificate. Lives differ from an hour to ten years, so that no
 * one scale shows them all: what a CA signs is drawn on a scale of its own, which
 * ends with the last of it.
 */
export function timelineText(certificates: readonly ScheduledCertificate[], now: number, layout: Layout): string {
  const groups = groupsOf(certificates, now);
  if (groups.length === 0) {
    return '';
  }
  const style = new Style(layout);
  const titles = certificates.map(({ title }) => printable(title).length);
  const titleWidth = Math.min(LONGEST_TITLE, titles.reduce((most, length) => Math.max(most, length), 0));
  const width = Math.max(LEAST_BAR, layout.width - titleWidth - 4);
  const parts = groups.map(group => groupText(group, now, titleWidth, width, style));
  return `${parts.join('\n')}\n${style.faint(LEGEND)}\n`;
}

function groupsOf(certificates: readonly ScheduledCertificate[], now: number): Group[] {
  const titles = new Map(certificates.map(({ id, title }) => [id, title]));
  const groups = new Map<string, Dated[]>();
  for (const certificate of certificates.filter(isDated)) {
    const { signer, depth, tier } = certificate;
    const title = signer !== undefined && depth > 0 ? `Under ${titles.get(signer)}` : tier === 'root' ? 'Roots' : 'Under CAs that are not among these';
    append(groups, title, certificate);
  }
  return [...groups].map(([title, members]) => ({
    title,
    members,
    from: members.reduce((least, { life }) => Math.min(least, life.issued), now),
    to: members.reduce((most, { life }) => Math.max(most, life.expires), now + 1),
  }));
}

function isDated(certificate: ScheduledCertificate): certificate is Dated {
  return certificate.life !== undefined;
}

function groupText({ title, members, from, to }: Group, now: number, titleWidth: number, width: number, style: Style): string {
  const column = (moment: number): number => Math.round(Math.min(1, Math.max(0, (moment - from) / (to - from))) * (width - 1));
  const withTime = to - from < 14 * DAY;
  const [start, end] = [from, to].map(moment => momentText(moment, withTime));
  const dates = start + end.padStart(width - start.length);
  const marker = ' '.repeat(column(now)) + MARKS.now;
  const indent = ' '.repeat(titleWidth + 4);
  return [
    style.strong(printable(title)),
    style.faint(`${indent}${dates}`),
    `${indent}${marker}`,
    ...members.map(member => `  ${cut(printable(member.title), titleWidth).padEnd(titleWidth)}  ${bar(member, column)}`),
    '',
  ].join('\n');
}

/** From the issue of a certificate to its end, with what happens between. */
function bar({ life: { issued, expires, renewal }, replaceBy }: Dated, column: (moment: number) => number): string {
  const [start, end] = [column(issued), column(expires)];
  const cells: string[] = [...' '.repeat(start), ...MARKS.valid.repeat(Math.max(0, end - start)), MARKS.ends];
  const draw = (first: number, last: number, mark: string): void => {
    for (let at = first; at < end; at++) {
      cells[at] = at <= last ? mark : MARKS.overlap;
    }
  };
  if (renewal.kind === 'automatic') {
    draw(Math.max(start, column(renewal.from)), column(renewal.to), MARKS.renewed);
  } else if (renewal.kind === 'by-hand' && replaceBy !== undefined) {
    draw(Math.max(start, column(replaceBy)), column(replaceBy), MARKS.byHand);
  }
  return cells.join('');
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
