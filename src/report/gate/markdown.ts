import { conclusion, describeStep, GateReport } from './report';
import { EvaluatedGate, Outcome } from '../../gates';
import { markdownTable, markdownText } from '../markdown';

const SIGNS: Readonly<Record<Outcome, string>> = { pass: '✅ pass', fail: '❌ fail', undecided: '❔ undecided' };
/** More offenders than these are counted, and listed in JSON. */
const MOST_OFFENDERS = 10;

/** The gates of the next steps, as a comment on a pull request. */
export function gateMarkdown(report: GateReport): string {
  const steps = report.steps.map(step => `Next: ${markdownText(describeStep(step))}\n\n`).join('');
  const table = report.gates.length > 0 ? `${markdownTable(['', 'Gate', 'Of', 'Question', 'What was seen'], report.gates.map(row))}\n` : '';
  return `### Mutual TLS: gates\n\n${steps}${table}${markdownText(conclusion(report))} (${markdownText(report.prometheus)}, ${report.asOf.toISOString()})\n`;
}

function row({ gate: { name, scope = '', question, checks }, judgement: { outcome, summary, offenders } }: EvaluatedGate): string[] {
  const seen = outcome === 'pass' ? [] : [
    ...offenders.slice(0, MOST_OFFENDERS).map(({ source, subject, problem }) => markdownText(`${source === undefined ? '' : `${source} → `}${subject}: ${problem}`)),
    ...offenders.length > MOST_OFFENDERS ? [`and ${offenders.length - MOST_OFFENDERS} more`] : [],
    ...checks.map(check => markdownText(`check with: ${check}`)),
  ];
  return [SIGNS[outcome], name, markdownText(scope), markdownText(question), [markdownText(summary), ...seen].join('<br>')];
}
