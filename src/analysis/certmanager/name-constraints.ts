import { FieldProblem } from '../field-problem';
import { fieldAt, Fields, fieldsAt, hasField } from '../fields';

/** The names that a CA limits itself to. */
export function* nameConstraintProblems(spec: Fields): Generator<FieldProblem> {
  if (!hasField(spec, 'nameConstraints')) {
    return;
  }
  const field = 'spec.nameConstraints';
  if (fieldAt(spec, 'isCA') !== true) {
    yield { field, problem: 'is set on a certificate that is not a CA', fix: 'Set isCA: true, or remove nameConstraints.' };
  }
  const constraints = fieldsAt(spec, 'nameConstraints');
  if (!hasField(constraints, 'permitted') && !hasField(constraints, 'excluded')) {
    yield { field, problem: 'has neither permitted nor excluded names', fix: 'Set permitted, for example permitted: { uriDomains: ["prod.example.com"] }.' };
  }
}
