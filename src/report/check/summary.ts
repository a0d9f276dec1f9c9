import { CheckReport, numberOf } from './report';
import { compareText } from '../../core/compare-text';
import { Severity } from '../../core/finding';
import { count } from '../layout';
import { printable } from '../printable';

/** More kinds than these in one line are read by nobody. */
const MOST_KINDS = 8;

/** `3 errors, 1 warning in 212 objects`; where nothing was found, what was looked at. */
export function summary({ findings, inspected, problems }: CheckReport): string {
  const unread = problems.length > 0 ? `; ${count(problems.length, 'problem')} in reading: not everything was checked` : '';
  const where = `${count(inspected.objects, 'object')} of ${count(inspected.files, 'file')}`;
  if (findings.length > 0) {
    const counts = [[Severity.ERROR, 'error'], [Severity.WARNING, 'warning']] as const;
    return `${counts.flatMap(([severity, noun]) => numberOf(severity, findings) > 0 ? count(numberOf(severity, findings), noun) : []).join(', ')} in ${where}${unread}`;
  }
  return inspected.objects === 0 ? `Nothing was checked: there are no Kubernetes objects${unread}` : `No findings in ${where}: ${kindsOf(inspected.kinds)}${unread}`;
}

function kindsOf(kinds: ReadonlyMap<string, number>): string {
  const sorted = [...kinds].sort(([a, x], [b, y]) => y - x || compareText(a, b));
  const listed = sorted.slice(0, MOST_KINDS).map(([kind, number]) => `${number} ${printable(kind)}`);
  return [...listed, ...sorted.length > MOST_KINDS ? [`${sorted.length - MOST_KINDS} more kinds`] : []].join(', ');
}
