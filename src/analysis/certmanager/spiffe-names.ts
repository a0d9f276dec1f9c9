import { SpiffeId } from '../../core/spiffe-id';
import { FieldProblem, within } from '../field-problem';
import { fieldAt, Fields, textsAt } from '../fields';

/** Whether a URI means to be a SPIFFE ID. */
export function isSpiffe(uri: string): boolean {
  return /^spiffe:/i.test(uri);
}

/** What is wrong with the SPIFFE IDs of a certificate. */
export function* spiffeProblems(spec: Fields): Generator<FieldProblem> {
  const uris = textsAt(spec, 'uris');
  const ids = uris.filter(isSpiffe);
  for (const id of new Set(ids)) {
    const field = within('spec.uris', uris.indexOf(id));
    const problem = SpiffeId._problem(id);
    if (problem) {
      yield { field, value: id, problem: `is not a SPIFFE ID: it ${problem.replace(/^its/, 'is wrong in that its')}`, fix: 'Write it as spiffe://<trust domain>/<path>, for example "spiffe://prod.example.com/ns/shop/sa/web".' };
    } else if (fieldAt(spec, 'isCA') !== true && !id.slice('spiffe://'.length).includes('/')) {
      yield { field, value: id, problem: 'names a trust domain and no workload of it', fix: `Add the path of the workload, for example "${id}/ns/shop/sa/web".` };
    }
  }
  if (ids.length > 0 && uris.length > 1) {
    yield {
      field: 'spec.uris',
      problem: `has ${uris.length} URIs beside each other, one of them a SPIFFE ID`,
      fix: 'Keep the SPIFFE ID alone, and make one certificate for each identity.',
    };
  }
}
