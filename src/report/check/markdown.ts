import { CheckReport } from './report';
import { summary } from './summary';
import { Finding, Severity } from '../../core/finding';
import { sideBySideMarkdown } from '../clusters/side-by-side-markdown';
import { documentationOf } from '../documentation';
import { markdownTable, markdownText } from '../markdown';
import { placeText } from '../objects';

const SIGNS: Readonly<Record<Severity, string>> = { [Severity.ERROR]: '❌ error', [Severity.WARNING]: '⚠️ warning' };

/** Findings as a comment on a pull request. */
export function checkMarkdown(report: CheckReport): string {
  const table = markdownTable(['', 'Code', 'Where', 'What is wrong', 'Fix'], report.findings.map(row));
  const clusters = report.sideBySide ? `${sideBySideMarkdown(report.sideBySide)}\n` : '';
  return `### Mutual TLS\n\n${report.findings.length > 0 ? `${table}\n` : ''}${clusters}${markdownText(summary(report))}\n`;
}

function row({ severity, code, message, fix, origin, objects: [{ cluster }] }: Finding): string[] {
  const place = `${cluster === undefined ? '' : `${cluster}: `}${placeText(origin)}`;
  return [SIGNS[severity], `[${code}](${documentationOf(code)})`, markdownText(place), markdownText(message), markdownText(fix)];
}
