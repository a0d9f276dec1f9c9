import { BreakageGroup, breakageGroups, breakageSummary, exceptionsText, stageText, StrictReportView } from './report';
import { DifferenceSeverity } from '../../analysis/diff/difference';
import { Severity } from '../../core/finding';
import { fenced, markdownTable, markdownText } from '../markdown';
import { placeText } from '../objects';

const SIGNS: Readonly<Record<DifferenceSeverity, string>> = { [Severity.ERROR]: '❌ error', [Severity.WARNING]: '⚠️ warning', info: '' };

/** More calls than these with one and the same reason are counted and not listed. */
const MOST_CALLS = 10;

/** What a stage of going strict breaks, as a part of a runbook or a comment. */
export function strictMarkdown(view: StrictReportView): string {
  const { report } = view;
  const groups = breakageGroups(report);
  const exceptions = exceptionsText(report);
  return [
    `#### ${markdownText(stageText(report))}\n\n`,
    ...groups.length > 0 ? [`${markdownTable(['', 'What breaks', 'Fix'], groups.map(group => row(group, view)))}\n`] : [],
    ...exceptions === '' ? [] : [`Exceptions that keep it working, each with the reason and the last day that you give it:\n\n${fenced(exceptions, report.isProgram ? 'ts' : 'yaml')}\n`],
    `${breakageSummary(report)}\n`,
  ].join('');
}

function row({ severity, what, fix, calls, first }: BreakageGroup, { placeOf }: StrictReportView): string[] {
  const more = calls.length > MOST_CALLS ? [`and ${calls.length - MOST_CALLS} more`] : [];
  const place = first.objects.length > 0 && calls.length === 0 ? placeText(placeOf(first.objects[0])) : '';
  return [
    SIGNS[severity],
    [markdownText(what), ...calls.slice(0, MOST_CALLS).map(markdownText), ...more, ...place === '' ? [] : [markdownText(place)]].join('<br>'),
    markdownText(fix),
  ];
}
