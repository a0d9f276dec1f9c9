import { DiffReport, Group, numberOf, sectionsOf } from './report';
import { DifferenceSeverity, differencesOf } from '../../analysis/diff/difference';
import { Severity } from '../../core/finding';
import { count, Layout, Style, wrap } from '../layout';
import { objectAndField, PlaceOf, placeText } from '../objects';
import { printable } from '../printable';

const INDENT = '           ';

/** More calls than these with one and the same reason are counted and not listed. */
const MOST_CALLS = 10;

/** What a change makes of calls and of trust, for a person. */
export function diffText({ diff, placeOf, problems }: DiffReport, layout: Layout): string {
  const style = new Style(layout);
  const parts = sectionsOf(diff).map(({ title, groups }) => `${style.strong(title)}\n${groups.map(group => groupText(group, placeOf, layout, style)).join('')}\n`);
  if (diff.trust.length > 0) {
    const trust = diff.trust.map(({ severity, message, fix, objects }) => [
      labelled(severity, wrap(printable(message), layout.width, INDENT), style),
      ...objects.length === 0 || severity === 'info' ? [] : [whereText(objects[0], placeOf, style)],
      ...fix === undefined ? [] : [`${wrap(`Fix: ${printable(fix)}`, layout.width, INDENT)}\n`],
    ].join(''));
    parts.push(`${style.strong('Trust')}\n${trust.join('')}\n`);
  }
  const unread = problems.length > 0 ? `; ${count(problems.length, 'problem')} in reading: not everything was compared` : '';
  return `${parts.join('')}${diffSummary(diff)}${unread}\n`;
}

/** `1 error, 2 warnings, 3 more differences`. */
export function diffSummary(diff: DiffReport['diff']): string {
  if (differencesOf(diff).length === 0) {
    return 'Nothing is different as far as mutual TLS is concerned';
  }
  const numbers = ([[Severity.ERROR, 'error'], [Severity.WARNING, 'warning'], ['info', 'change without harm']] as const)
    .map(([severity, noun]) => [numberOf(severity, diff), noun] as const)
    .filter(([number]) => number > 0);
  return numbers.map(([number, noun]) => (noun === 'change without harm' && number > 1 ? `${number} changes without harm` : count(number, noun))).join(', ');
}

function groupText({ severity, what, why, fix, calls }: Group, placeOf: PlaceOf, { width }: Layout, style: Style): string {
  const more = calls.length > MOST_CALLS ? [`and ${calls.length - MOST_CALLS} more`] : [];
  return [
    labelled(severity, `${INDENT}${style.strong(what)}`, style),
    ...why ? [`${wrap(`Because: ${printable(why.statement)}`, width, INDENT)}\n`] : [],
    ...why?.object ? [whereText(why.object, placeOf, style)] : [],
    ...fix === undefined ? [] : [`${wrap(`Fix: ${printable(fix)}`, width, INDENT)}\n`],
    ...[...calls.slice(0, MOST_CALLS), ...more].map(call => `${INDENT}  ${printable(call)}\n`),
  ].join('');
}

/** Text that is indented already, with its severity in the margin. */
function labelled(severity: DifferenceSeverity, text: string, style: Style): string {
  const label = severity === 'info' ? '' : severity;
  const paint = severity === 'info' ? style.faint : style.severity(severity);
  return `  ${label === '' ? '' : paint(label)}${text.slice(2 + label.length)}\n`;
}

function whereText(object: Parameters<PlaceOf>[0], placeOf: PlaceOf, style: Style): string {
  const place = placeText(placeOf(object));
  return `${INDENT}${style.faint(printable(`${objectAndField(object)}${place === '' ? '' : `  ${place}`}`))}\n`;
}
