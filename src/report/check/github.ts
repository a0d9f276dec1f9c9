import { CheckReport } from './report';
import { summary } from './summary';
import { annotation } from '../github';
import { withoutCommands } from '../printable';

/** Findings as commands to the runner of GitHub Actions. */
export function checkGithub(report: CheckReport): string {
  const annotations = report.findings.map(({ severity, code, message, fix, origin }) => annotation({ severity, title: code, message: `${message}\nFix: ${fix}`, origin }));
  return `${annotations.join('')}${withoutCommands(summary(report))}\n`;
}
