import { conclusion, gateCommand, harmText, hasGates, mayBeTaken, PlanReport, waitText } from './report';
import { AcceptedHarm } from '../../analysis/change/change-type';
import { Severity } from '../../core/finding';
import { ChangePlan, DeploymentStep, Edit, Guard, NextStep, Stage } from '../../plan/plan';
import { Layout, Style, wrap } from '../layout';
import { objectAndField, placeText } from '../objects';
import { printable } from '../printable';
import { strictText } from '../strict/text';

const MARKS: Readonly<Record<Stage['state'], string>> = { 'done': '✓ ', 'now': '▶ ', 'to-come': '' };

/** Where changes stand and how they go on, for a person at night. */
export function planText(report: PlanReport, layout: Layout): string {
  const style = new Style(layout);
  const { plan } = report;
  return [
    ...plan.problems.map(({ message, fix }) => `${style.severity(Severity.ERROR)('error')}  ${wrap(printable(message), layout.width, '       ').trimStart()}\n${wrap(`Fix: ${fix}`, layout.width, '       ')}\n\n`),
    ...plan.deployment ? [`${style.strong('Deploying these manifests')}\n${plan.deployment.steps.map(step => deploymentText(step, layout, style)).join('')}\n`] : [],
    ...plan.changes.map(change => `${changeText(change, report, layout, style)}\n`),
    `${conclusion(report)}\n`,
  ].join('');
}

function deploymentText(step: DeploymentStep, { width }: Layout, style: Style): string {
  const { subject, deployed, manifests, statement, problems } = step;
  const mark = !mayBeTaken(step) ? style.severity(Severity.ERROR)('NO ') : '   ';
  return [
    `${mark}${printable(`${subject}: ${deployed === manifests ? deployed : `${deployed} → ${manifests}`}`)}`,
    wrap(statement, width, '     '),
    ...problems.flatMap(({ name, outage, fix }) => [wrap(printable(`${name}: ${outage}`), width, '     '), wrap(printable(`Fix: ${fix}`), width, '     ')]),
    ...acceptedText(step, { width }, style, '     '),
  ].map(line => `${line}\n`).join('');
}

function changeText(change: ChangePlan, report: PlanReport, layout: Layout, style: Style): string {
  const { subject, object, stages, standing, next, back } = change;
  const place = object ? placeText(report.placeOf(object)) : '';
  const where = object ? `${objectAndField(object)}${place === '' ? '' : `  ${place}`}` : '';
  return [
    `${style.strong(printable(subject))}  ${style.faint(printable(where))}`.trimEnd(),
    ...stages.length > 0 ? [`  ${stages.map(({ name, state }) => (state === 'now' ? style.strong : style.faint)(`${MARKS[state]}${name}`)).join('  →  ')}`] : [],
    wrap(printable(standing), layout.width, '  '),
    ...acceptedText(change, layout, style, '  '),
    ...next ? nextText(next, report, layout, style) : [],
    ...back ? ['', `  ${style.strong('Back')}`, wrap(printable(back.statement), layout.width, '    '), ...back.edit ? editText(back.edit, layout) : []] : [],
  ].map(line => `${line}\n`).join('');
}

function nextText(next: NextStep, report: PlanReport, layout: Layout, style: Style): string[] {
  const { stage, effect, edit, guards, wait, breaks } = next;
  return [
    '',
    `  ${style.strong(`Next: ${stage}`)}`,
    wrap(printable(effect), layout.width, '    '),
    ...editText(edit, layout),
    '',
    `  ${style.strong('Wait')}`,
    wrap(printable(waitText(wait)), layout.width, '    '),
    ...acceptedText(next, layout, style, '    '),
    ...guards.length > 0 ? ['', `  ${style.strong('Before it, all of this must be true')}`] : [],
    ...hasGates(next) ? [`    ${style.faint('* answered by')} ${printable(gateCommand(report, next))}`] : [],
    ...guards.flatMap(guard => guardText(guard, layout, style)),
    ...breaks ? ['', strictText({ report: breaks, placeOf: report.placeOf }, layout).trimEnd().replace(/^(?=.)/gm, '  ')] : [],
  ];
}

/** What a step breaks on purpose, for whom, and how long. */
function acceptedText({ accepted }: { readonly accepted?: AcceptedHarm }, { width }: Pick<Layout, 'width'>, style: Style, indent: string): string[] {
  return accepted ? [
    wrap(style.severity(Severity.WARNING)(printable(`It breaks on purpose (${accepted.reason}):`)), width, indent),
    ...accepted.harms.map(harm => wrap(printable(`- ${harmText(harm)}`), width, `${indent}  `)),
  ] : [];
}

function guardText({ question, isAnsweredByGate, checks }: Guard, { width }: Layout, style: Style): string[] {
  const [first, ...rest] = wrap(printable(question), width, '      ').split('\n');
  return [`    ${isAnsweredByGate ? '*' : '-'} ${first.trimStart()}`, ...rest, ...checks.map(check => `        ${style.faint(printable(check))}`)];
}

function editText({ remove, add, note }: Edit, { width }: Layout): string[] {
  return [
    ...remove.map(line => `    - ${printable(line)}`),
    ...add.map(line => `    + ${printable(line)}`),
    ...note === undefined ? [] : [wrap(printable(note), width, '    ')],
  ];
}
