import { mayBeDeployed, PlanReport } from './report';
import { formatGoDuration } from '../../core/go-duration';
import { ChangePlan, NextStep } from '../../plan/plan';
import { defined, jsonDocument } from '../json';

/** Where changes stand and how they go on, for a program, as `schemas/plan.schema.json` describes it. */
export function planJson({ plan: { changes, deployment, problems }, plan, problems: unread }: PlanReport): string {
  return jsonDocument(defined({
    changes: changes.map(changeFields),
    deployment: deployment && { mayBeDeployed: mayBeDeployed(plan), steps: deployment.steps },
    problems,
    summary: { changes: changes.filter(({ next }) => next !== undefined).length, problems: problems.length + unread },
  }));
}

function changeFields({ next, ...change }: ChangePlan): object {
  return defined({ ...change, next: next && nextFields(next) });
}

function nextFields({ wait: { least, why }, breaks, ...next }: NextStep): object {
  return defined({ ...next, wait: { least: formatGoDuration(least), why }, breaks: breaks?.breakages });
}
