import { IConstruct } from 'constructs';
import { labelValueProblem, qualifiedNameProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';

type Labels = Readonly<Record<string, string>>;

/** Throws if a key or a value is none that a pod could carry: wildcards above all. */
export function checkLabels(where: IConstruct, field: string, labels: Labels | undefined): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    const problem = describe('key', key, qualifiedNameProblem(key)) ?? describe('value', value, labelValueProblem(value));
    if (problem) {
      throw usageError(where, `${field}(${key}=${value})`, problem, 'Labels are compared as they are, without wildcards: write them as the pods carry them, for example { app: "cart" }.');
    }
  }
}

/** Throws if a selector has no label at all: Istio would take it for every workload. */
export function checkSelector(where: IConstruct, field: string, selector: Labels | undefined, unset: string): void {
  if (selector && Object.keys(selector).length === 0) {
    throw usageError(where, `${field}({})`, 'a selector without labels selects every workload', `Name at least one label, for example { app: "cart" }, or ${unset}.`);
  }
  checkLabels(where, field, selector);
}

function describe(part: string, text: string, problem: string | undefined): string | undefined {
  return problem && `its ${part} "${text}" ${problem}`;
}
