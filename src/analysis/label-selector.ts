import { FieldProblem, within } from './field-problem';
import { hasField, listAt, textAt, textMapAt, textsAt } from './fields';
import { labelProblems } from './labels';
import { object, Schema, TEXT, TEXT_MAP, TEXTS } from './schema';
import { Labels, selects } from './selector-index';
import { labelValueProblem, qualifiedNameProblem } from '../core/kubernetes-names';

/** The schema of Kubernetes' label selector. */
export const LABEL_SELECTOR: Schema = object({
  matchExpressions: { type: 'list', items: object({ key: TEXT, operator: TEXT, values: TEXTS }, 'key', 'operator') },
  matchLabels: TEXT_MAP,
});

/** What Kubernetes' validation refuses of a label selector. */
export function* labelSelectorProblems(selector: unknown, field: string): Generator<FieldProblem> {
  yield* labelProblems(textMapAt(selector, 'matchLabels'), `${field}.matchLabels`);
  for (const [index, expression] of listAt(selector, 'matchExpressions').entries()) {
    yield* expressionProblems(expression, within(`${field}.matchExpressions`, index));
  }
}

/**
 * Whether a selector matches labels of which some may not be known: `undefined`
 * if what is known does not decide it.
 */
export function labelSelectorMatches(selector: unknown, known: Labels, complete: boolean): boolean | undefined {
  const wanted = textMapAt(selector, 'matchLabels');
  const decided = [...wanted].filter(([key]) => complete || known.has(key));
  if (!selects(new Map(decided), known)) {
    return false;
  }
  return decided.length === wanted.size && !hasField(selector, 'matchExpressions') ? true : undefined;
}

function* expressionProblems(expression: unknown, field: string): Generator<FieldProblem> {
  const operator = textAt(expression, 'operator');
  const values = textsAt(expression, 'values');
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    yield { field: `${field}.values`, problem: `is empty, but the operator is ${operator}`, fix: 'Add the values to compare the label with.' };
  } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    yield { field: `${field}.values`, problem: `has values, but the operator is ${operator}`, fix: 'Remove the values, or write In or NotIn.' };
  } else if (operator !== undefined && !['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
    yield { field: `${field}.operator`, value: operator, problem: 'is not an operator', fix: 'Write In, NotIn, Exists or DoesNotExist.' };
  }
  const key = textAt(expression, 'key');
  const keyProblem = key === undefined ? undefined : qualifiedNameProblem(key);
  if (keyProblem) {
    yield { field: `${field}.key`, value: key, problem: `is not a label key: ${keyProblem}`, fix: 'Write it as "name" or "example.com/name".' };
  }
  for (const [index, value] of values.entries()) {
    const problem = labelValueProblem(value);
    if (problem) {
      yield { field: within(`${field}.values`, index), value, problem: `is not a label value: ${problem}`, fix: 'Write the whole value of the label.' };
    }
  }
}
