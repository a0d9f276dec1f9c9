import { DiffReport, Group, sectionsOf } from './report';
import { diffSummary } from './text';
import { DifferenceSeverity } from '../../analysis/diff/difference';
import { Severity } from '../../core/finding';
import { markdownTable, markdownText } from '../markdown';
import { objectAndField, PlaceOf, placeText } from '../objects';

const SIGNS: Readonly<Record<DifferenceSeverity, string>> = { [Severity.ERROR]: '❌ error', [Severity.WARNING]: '⚠️ warning', info: '' };

/** More calls than these with one and the same reason are counted and not listed. */
const MOST_CALLS = 10;

/** What a change makes of calls and of trust, as a comment on a pull request. */
export function diffMarkdown({ diff, placeOf }: DiffReport): string {
  const parts = sectionsOf(diff).map(({ title, groups }) => `#### ${title}\n\n${markdownTable(['', 'Calls', 'What', 'Because', 'Fix'], groups.map(group => row(group, placeOf)))}\n`);
  if (diff.trust.length > 0) {
    const rows = diff.trust.map(({ severity, message, fix = '' }) => [SIGNS[severity], markdownText(message), markdownText(fix)]);
    parts.push(`#### Trust\n\n${markdownTable(['', 'What', 'Fix'], rows)}\n`);
  }
  return `### Mutual TLS: what this change does\n\n${parts.join('')}${diffSummary(diff)}\n`;
}

function row({ severity, what, why, fix = '', calls }: Group, placeOf: PlaceOf): string[] {
  const more = calls.length > MOST_CALLS ? [`and ${calls.length - MOST_CALLS} more`] : [];
  const place = why?.object ? placeText(placeOf(why.object)) : '';
  const known = why?.object ? ` (${[objectAndField(why.object), ...place === '' ? [] : [place]].map(markdownText).join(', ')})` : '';
  return [
    SIGNS[severity],
    [...calls.slice(0, MOST_CALLS).map(markdownText), ...more].join('<br>'),
    markdownText(what),
    why ? `${markdownText(why.statement)}${known}` : '',
    markdownText(fix),
  ];
}
