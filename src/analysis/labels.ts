import { FieldProblem, within } from './field-problem';
import { labelValueProblem, qualifiedNameProblem } from '../core/kubernetes-names';

const MOST_ANNOTATION_BYTES = 256 * 1024;

/** Labels that the API server would refuse. */
export function* labelProblems(labels: ReadonlyMap<string, string>, field: string): Generator<FieldProblem> {
  for (const [key, value] of labels) {
    const keyProblem = qualifiedNameProblem(key);
    if (keyProblem) {
      yield { field: within(field, key), problem: `is not a label key: ${keyProblem}`, fix: 'Write it as "name" or "example.com/name".' };
    }
    const valueProblem = labelValueProblem(value);
    if (valueProblem) {
      yield { field: within(field, key), value, problem: `is not a label value: ${valueProblem}`, fix: 'Shorten or simplify it; free text belongs in an annotation.' };
    }
  }
}

/** Annotations that the API server would refuse. */
export function* annotationProblems(annotations: ReadonlyMap<string, string>, field: string): Generator<FieldProblem> {
  let bytes = 0;
  for (const [key, value] of annotations) {
    // Keys of annotations are compared in lower case, so capital letters in the prefix pass here and not in a label.
    const problem = qualifiedNameProblem(key.toLowerCase());
    if (problem) {
      yield { field: within(field, key), problem: `is not an annotation key: ${problem}`, fix: 'Write it as "name" or "example.com/name".' };
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > MOST_ANNOTATION_BYTES) {
    yield { field, problem: `has ${bytes} bytes, at most ${MOST_ANNOTATION_BYTES} are allowed`, fix: 'Remove the largest annotations.' };
  }
}
