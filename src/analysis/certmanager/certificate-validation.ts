import { CERTIFICATE_SPEC } from './certificate-schema';
import { durationProblems } from './durations';
import { nameConstraintProblems } from './name-constraints';
import { outputProblems } from './outputs';
import { privateKeyProblems } from './private-key';
import { renewalProblems } from './renewal';
import { secretTemplateProblems } from './secret-template';
import { subjectProblems } from './subject';
import { dnsSubdomainProblem } from '../../core/kubernetes-names';
import { FieldProblem } from '../field-problem';
import { fieldAt, Fields, fieldsAt, integerAt, textAt } from '../fields';
import { Manifest } from '../manifest';
import { schemaProblems } from '../schema';

/**
 * Everything for which the API server or cert-manager's webhook refuses a
 * Certificate. What the schema refuses already is not said a second time.
 */
export function* certificateProblems(certificate: Manifest): Generator<FieldProblem> {
  yield* schemaProblems(CERTIFICATE_SPEC, fieldAt(certificate, 'spec') ?? {}, 'spec');
  const spec = fieldsAt(certificate, 'spec');
  yield* secretNameProblems(spec);
  yield* issuerReferenceProblems(spec);
  yield* subjectProblems(spec);
  yield* privateKeyProblems(spec);
  yield* durationProblems(spec);
  yield* secretTemplateProblems(spec);
  yield* nameConstraintProblems(spec);
  yield* outputProblems(spec);
  yield* renewalProblems(spec);
  const limit = integerAt(spec, 'revisionHistoryLimit');
  if (limit !== undefined && limit < 1) {
    yield { field: 'spec.revisionHistoryLimit', value: limit, problem: 'is less than 1', fix: 'Write 1 or more, or leave it out.' };
  }
}

function* secretNameProblems(spec: Fields): Generator<FieldProblem> {
  const name = textAt(spec, 'secretName');
  const problem = name === undefined ? undefined : dnsSubdomainProblem(name);
  if (problem) {
    yield { field: 'spec.secretName', value: name, problem: `is not the name of a Secret: it ${problem}`, fix: 'Write a name such as "web-tls".' };
  }
}

function* issuerReferenceProblems(spec: Fields): Generator<FieldProblem> {
  if (textAt(spec, 'issuerRef', 'name') === '') {
    yield { field: 'spec.issuerRef.name', value: '', problem: 'is empty', fix: 'Write the name of the issuer.' };
  }
  const group = textAt(spec, 'issuerRef', 'group') ?? '';
  const kind = textAt(spec, 'issuerRef', 'kind') ?? '';
  if ((group === '' || group === 'cert-manager.io') && !['', 'Issuer', 'ClusterIssuer'].includes(kind)) {
    yield {
      field: 'spec.issuerRef.kind',
      value: kind,
      problem: 'is not a kind of cert-manager itself, and no other group is given',
      fix: 'Write Issuer or ClusterIssuer; for an external issuer set issuerRef.group, for example "awspca.cert-manager.io".',
    };
  }
}
