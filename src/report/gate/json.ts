import { GateReport, isOpen, numberOf } from './report';
import { Step } from '../../gates';
import { defined, jsonDocument } from '../json';

/** The gates of the next steps for a program, as `schemas/gate.schema.json` describes them. */
export function gateJson(report: GateReport): string {
  return jsonDocument({
    open: isOpen(report),
    prometheus: report.prometheus,
    asOf: report.asOf.toISOString(),
    steps: report.steps.map(stepFields),
    gates: report.gates.map(({ gate: { name, scope, question, queries, checks }, judgement: { outcome, summary, offenders } }) => defined({
      name,
      scope,
      question,
      outcome,
      summary,
      offenders: offenders.map(({ source, subject, problem, count }) => defined({ source, subject, problem, count })),
      queries: queries.map(({ promql }) => promql),
      checks,
    })),
    summary: { passed: numberOf('pass', report), failed: numberOf('fail', report), undecided: numberOf('undecided', report), problems: report.problems },
  });
}

function stepFields(step: Step): object {
  if (step.stage === 'strict') {
    return defined({ stage: step.stage, after: step.record?.stage });
  }
  if ('intermediate' in step) {
    const { chain, name, phase, from, to } = step.intermediate.record;
    return { stage: step.stage, after: phase, chain, intermediate: name, from, to };
  }
  const { chain, phase, from, to } = 'rotation' in step ? step.rotation : step.change;
  return { stage: step.stage, after: phase, chain, from, to };
}
