import { BreakageGroup, breakageGroups, breakageSummary, exceptionsText, stageText, StrictReportView } from './report';
import { Severity } from '../../core/finding';
import { Layout, Style, wrap } from '../layout';
import { objectAndField, placeText } from '../objects';
import { printable } from '../printable';

const INDENT = '           ';

/** More calls than these with one and the same reason are counted and not listed. */
const MOST_CALLS = 10;

/** What a stage of going strict breaks, for a person. */
export function strictText(view: StrictReportView, layout: Layout): string {
  const { report } = view;
  const style = new Style(layout);
  const exceptions = exceptionsText(report);
  return [
    `${style.strong(printable(stageText(report)))}\n`,
    ...breakageGroups(report).map(group => groupText(group, view, layout, style)),
    ...exceptions === '' ? [] : [
      `\n${style.strong('Exceptions that keep it working, each with the reason and the last day that you give it')}\n`,
      exceptions.replace(/^(?=.)/gm, '  '),
    ],
    `\n${breakageSummary(report)}\n`,
  ].join('');
}

function groupText(group: BreakageGroup, { placeOf }: StrictReportView, { width }: Layout, style: Style): string {
  const { severity, what, fix, calls, first } = group;
  const [where] = first.objects;
  const place = where ? placeText(placeOf(where)) : '';
  const more = calls.length > MOST_CALLS ? [`and ${calls.length - MOST_CALLS} more`] : [];
  const label = severity === 'info' ? '' : severity;
  const message = wrap(printable(what), width, INDENT).slice(2 + label.length);
  return [
    `  ${severity === 'info' ? '' : style.severity(severity as Severity)(label)}${message}\n`,
    ...where && calls.length === 0 ? [`${INDENT}${style.faint(printable(`${objectAndField(where)}${place === '' ? '' : `  ${place}`}`))}\n`] : [],
    ...[...calls.slice(0, MOST_CALLS), ...more].map(call => `${INDENT}  ${printable(call)}\n`),
    `${wrap(`Fix: ${printable(fix)}`, width, INDENT)}\n`,
  ].join('');
}
