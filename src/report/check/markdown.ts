import { CheckReport } from './report';
import { summary } from './summary';
import { Finding, Severity } from '../../core/finding';
import { documentationOf } from '../documentation';
import { markdownTable, markdownText } from '../markdown';
import { placeText } from '../objects';

const SIGNS: Readonly<Record<Severity, string>> = { [Severity.ERROR]: '❌ error', [Severity.WARNING]: '⚠️ warning' };

/** Findings as a comment on a pull request. */
export function checkMarkdown(report: CheckReport): string {
  const table = markdownTable(['', 'Code', 'Where', 'What is wrong', 'Fix'], report.findings.map(row));
  return `### Mutual TLS\n\n${report.findings.length > 0 ? `${table}\n` : ''}${markdownText(summary(report))}\n`;
}

function row({ severity, code, message, fix, origin }: Finding): string[] {
  return [SIGNS[severity], `[${code}](${documentationOf(code)})`, markdownText(placeText(origin)), markdownText(message), markdownText(fix)];
}
