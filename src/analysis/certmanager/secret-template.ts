import { FieldProblem, within } from '../field-problem';
import { Fields, textMapAt } from '../fields';
import { annotationProblems, labelProblems } from '../labels';

const OWN_PREFIX = 'cert-manager.io/';
const ALLOWED = 'cert-manager.io/allow-direct-injection';

/** The labels and annotations that are copied to the Secret. */
export function* secretTemplateProblems(spec: Fields): Generator<FieldProblem> {
  yield* labelProblems(textMapAt(spec, 'secretTemplate', 'labels'), 'spec.secretTemplate.labels');
  const field = 'spec.secretTemplate.annotations';
  const annotations = textMapAt(spec, 'secretTemplate', 'annotations');
  for (const key of annotations.keys()) {
    if (key.startsWith(OWN_PREFIX) && key !== ALLOWED) {
      yield { field: within(field, key), problem: 'is an annotation that cert-manager sets itself', fix: `Remove it; of ${OWN_PREFIX}* only "${ALLOWED}" may be given.` };
    }
  }
  yield* annotationProblems(annotations, field);
}
