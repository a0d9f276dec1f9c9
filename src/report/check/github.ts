import { CheckReport } from './report';
import { summary } from './summary';
import { Finding } from '../../core/finding';
import { withoutCommands } from '../printable';
import { isStdin } from '../stdin';

/**
 * Findings as commands to the runner of GitHub Actions, which shows them at the
 * lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function checkGithub(report: CheckReport): string {
  return `${report.findings.map(annotation).join('')}${withoutCommands(summary(report))}\n`;
}

function annotation({ severity, code, message, fix, origin: { file, line, constructPath } }: Finding): string {
  const place: Record<string, string> = file === undefined || isStdin(file) ? {} : { file, ...line === undefined ? {} : { line: `${line}` } };
  const properties = Object.entries({ ...place, title: code }).map(([name, value]) => `${name}=${property(value)}`).join(',');
  return `::${severity} ${properties}::${data(`${constructPath === undefined ? '' : `[${constructPath}] `}${message}\nFix: ${fix}`)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
