import { conclusion, gateCommand, harmText, hasGates, mayBeTaken, PlanReport, waitText } from './report';
import { AcceptedHarm } from '../../analysis/change/change-type';
import { ChangePlan, DeploymentStep, Edit, NextStep, Stage } from '../../plan/plan';
import { fenced, markdownTable, markdownText } from '../markdown';
import { printable } from '../printable';
import { strictMarkdown } from '../strict/markdown';

const MARKS: Readonly<Record<Stage['state'], string>> = { 'done': '✅ ', 'now': '▶️ ', 'to-come': '' };

/** Where changes stand and how they go on, as a page to follow. */
export function planMarkdown(report: PlanReport): string {
  const { plan: { problems, deployment, changes } } = report;
  return [
    '### Mutual TLS: plan\n\n',
    ...problems.map(({ message, fix }) => `❌ ${markdownText(message)}<br>${markdownText(fix)}\n\n`),
    ...deployment ? [`${markdownTable(['', 'Deploying these manifests', 'From', 'To', ''], deployment.steps.map(deploymentRow))}\n`] : [],
    ...changes.map(change => changeMarkdown(change, report)),
    `${markdownText(conclusion(report))}\n`,
  ].join('');
}

function deploymentRow(step: DeploymentStep): string[] {
  const { subject, deployed, manifests, statement, problems } = step;
  const why = problems.map(({ name, outage, fix }) => `**${name}**: ${markdownText(outage)}<br>${markdownText(fix)}`);
  return [mayBeTaken(step) ? '' : '❌', markdownText(subject), markdownText(deployed), markdownText(manifests), [markdownText(statement), ...why, ...acceptedLines(step)].join('<br>')];
}

function changeMarkdown(change: ChangePlan, report: PlanReport): string {
  const { subject, stages, standing, next, back } = change;
  return [
    `#### ${markdownText(subject)}\n\n`,
    ...stages.length > 0 ? [`${stages.map(({ name, state }) => `${MARKS[state]}${state === 'now' ? `**${name}**` : name}`).join(' → ')}\n\n`] : [],
    `${markdownText(standing)}\n\n`,
    ...acceptedMarkdown(change),
    ...next ? [nextMarkdown(next, report)] : [],
    ...back ? [`**Back.** ${markdownText(back.statement)}\n\n${back.edit ? editMarkdown(back.edit) : ''}`] : [],
  ].join('');
}

function nextMarkdown(next: NextStep, report: PlanReport): string {
  const { stage, effect, edit, guards, wait, breaks } = next;
  const gate = hasGates(next) ? `\nThose with a \\* are answered by:\n\n${fenced(`${printable(gateCommand(report, next))}\n`, 'sh')}` : '';
  return [
    `**Next: ${stage}.** ${markdownText(effect)}\n\n${editMarkdown(edit)}`,
    `**Wait** ${markdownText(waitText(wait))}\n\n`,
    ...acceptedMarkdown(next),
    ...guards.length > 0 ? ['**Before it, all of this must be true:**\n\n'] : [],
    ...guards.map(({ question, isAnsweredByGate, checks }) => `- [ ] ${markdownText(question)}${isAnsweredByGate ? ' \\*' : ''}\n${checks.map(check => `  ${markdownText(check)}\n`).join('')}`),
    `${gate}\n`,
    ...breaks ? [`${strictMarkdown({ report: breaks, placeOf: report.placeOf })}\n`] : [],
  ].join('');
}

function acceptedMarkdown(step: { readonly accepted?: AcceptedHarm }): string[] {
  const [title, ...harms] = acceptedLines(step);
  return title === undefined ? [] : [`${title}\n\n${harms.map(harm => `- ${harm}\n`).join('')}\n`];
}

/** What a step breaks on purpose, for whom, and how long. */
function acceptedLines({ accepted }: { readonly accepted?: AcceptedHarm }): string[] {
  return accepted ? [`**It breaks on purpose** (${markdownText(accepted.reason)}):`, ...accepted.harms.map(harm => markdownText(harmText(harm)))] : [];
}

function editMarkdown({ remove, add, note }: Edit): string {
  const lines = [...remove.map(line => `- ${line}`), ...add.map(line => `+ ${line}`)].map(line => `${printable(line)}\n`).join('');
  return `${lines === '' ? '' : `${fenced(lines, 'diff')}\n`}${note === undefined ? '' : `${markdownText(note)}\n\n`}`;
}
