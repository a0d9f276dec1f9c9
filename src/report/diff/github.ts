import { DiffReport, sectionsOf } from './report';
import { diffSummary } from './text';
import { Difference, DifferenceSeverity } from '../../analysis/diff/difference';
import { annotation } from '../github';
import { withoutCommands } from '../printable';

/** More calls than these with one and the same reason are counted and not listed. */
const MOST_CALLS = 10;

/** Differences that harm as commands to the runner of GitHub Actions, one for all calls with the same reason. */
export function diffGithub({ diff, placeOf }: DiffReport): string {
  const say = (severity: DifferenceSeverity, { kind, fix, objects: [first] }: Difference, message: string): string => (severity === 'info' ? '' : annotation({
    severity, title: kind, message: fix === undefined ? message : `${message}\nFix: ${fix}`, origin: first ? placeOf(first) : {},
  }));
  const calls = sectionsOf(diff).flatMap(({ groups }) => groups.map(({ severity, first, what, why, calls: [call, ...more] }) => {
    const others = more.slice(0, MOST_CALLS - 1);
    const rest = more.length > others.length ? ` and ${more.length - others.length} more` : '';
    return say(severity, first, `${[call, ...others].join(', ')}${rest}: ${what}${why ? `, because ${why.statement}` : ''}`);
  }));
  const trust = diff.trust.map(difference => say(difference.severity, difference, difference.message));
  return `${[...calls, ...trust].join('')}${withoutCommands(diffSummary(diff))}\n`;
}
