import { CheckReport } from './report';
import { summary } from './summary';
import { Finding } from '../../core/finding';
import { sideBySideText } from '../clusters/side-by-side-text';
import { Layout, Style, wrap } from '../layout';
import { placeText } from '../objects';
import { printable } from '../printable';

const INDENT = '         ';

/** Findings for a person: file by file, what is wrong, and what to do about it. */
export function checkText(report: CheckReport, layout: Layout): string {
  const style = new Style(layout);
  const parts: string[] = [];
  for (const finding of report.findings) {
    parts.push(findingText(finding, layout, style), '\n');
  }
  const clusters = report.sideBySide ? `${sideBySideText(report.sideBySide, style)}\n` : '';
  return `${parts.join('')}${clusters}${wrap(summary(report), layout.width)}\n`;
}

function findingText({ severity, code, message, fix, origin, objects: [{ cluster }] }: Finding, { width }: Layout, style: Style): string {
  const { constructPath } = origin;
  const places = [...cluster === undefined ? [] : [`${cluster}:`], placeText(origin), ...origin.file !== undefined && constructPath !== undefined ? [`[${constructPath}]`] : []];
  return [
    `${style.severity(severity)(severity.padEnd(INDENT.length - 1))} ${style.strong(code)}  ${style.faint(printable(places.join(' ')))}`.trimEnd(),
    wrap(printable(message), width, INDENT),
    wrap(`Fix: ${printable(fix)}`, width, INDENT),
    '',
  ].join('\n');
}
