import { conclusion, describeStep, GateReport } from './report';
import { Severity } from '../../core/finding';
import { EvaluatedGate, Offender, Outcome } from '../../gates';
import { Cell, columns, columnWidths, Layout, Paint, Style, wrap } from '../layout';
import { printable } from '../printable';

const INDENT = '           ';
/** More offenders than these are counted, and listed in JSON. */
const MOST_OFFENDERS = 20;
const NAMES: Readonly<Record<Outcome, string>> = { pass: 'PASS', fail: 'FAIL', undecided: 'UNDECIDED' };

/** The gates of the next steps for a person: what is in the way, and of what telemetry does not tell, how to look. */
export function gateText(report: GateReport, layout: Layout): string {
  const style = new Style(layout);
  const paints: Readonly<Record<Outcome, Paint>> = {
    pass: style.strong, fail: style.severity(Severity.ERROR), undecided: style.severity(Severity.WARNING),
  };
  const heads = columns(report.gates.map(({ gate, judgement: { outcome, summary } }): Cell[] => [
    { text: NAMES[outcome].padEnd(INDENT.length - 2), paint: paints[outcome] },
    { text: gate.name, paint: style.strong },
    { text: printable(gate.scope ?? '') },
    { text: printable(summary), paint: style.faint },
  ]));
  return [
    ...report.steps.map(step => `${wrap(printable(`Next: ${describeStep(step)}`), layout.width)}\n`),
    `${style.faint(printable(`${report.prometheus}, as of ${report.asOf.toISOString().replace(/\.\d+Z$/, 'Z')}`))}\n\n`,
    ...report.gates.map((gate, index) => `${heads[index]}\n${detailsText(gate, layout, style)}`),
    `\n${wrap(conclusion(report), layout.width)}\n`,
  ].join('');
}

/** Why a gate is not passed. */
function detailsText({ gate: { question, checks }, judgement: { outcome, offenders } }: EvaluatedGate, { width }: Layout, style: Style): string {
  if (outcome === 'pass') {
    return '';
  }
  return [
    wrap(printable(question), width, INDENT),
    ...offendersText(offenders, width),
    ...offenders.length > MOST_OFFENDERS ? [`${INDENT}… and ${offenders.length - MOST_OFFENDERS} more: --format json lists all`] : [],
    ...checks.map(check => `${INDENT}${style.faint(`check with: ${printable(check)}`)}`),
  ].map(line => `${line}\n`).join('');
}

/** Each offender on a line of its own where there is room for it, else what is wrong with it below its name. */
function offendersText(offenders: readonly Offender[], width: number): string[] {
  const rows = offenders.slice(0, MOST_OFFENDERS).map(({ source, subject, problem }): Cell[] => [
    { text: printable(source === undefined ? subject : `${source} → ${subject}`) }, { text: printable(problem) },
  ]);
  const used = INDENT.length + 2 + columnWidths(rows).reduce((sum, each) => sum + each + 2, 0);
  return used <= width
    ? columns(rows).map(row => `${INDENT}  ${row}`)
    : rows.map(([name, problem]) => `${INDENT}  ${name.text}\n${wrap(problem.text, width, `${INDENT}    `)}`);
}
