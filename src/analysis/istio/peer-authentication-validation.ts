import { FieldProblem, within } from '../field-problem';
import { fieldAt, fieldsAt, hasField, textMapAt } from '../fields';
import { Manifest } from '../manifest';
import { object, oneOf, Schema, schemaProblems } from '../schema';

const MTLS = object({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') });
const PEER_AUTHENTICATION_SPEC: Schema = object({
  mtls: MTLS,
  portLevelMtls: { type: 'map', values: MTLS, minEntries: 1 },
  selector: object({ matchLabels: { type: 'map', values: { type: 'string', maxLength: 63 } } }),
});

/** Everything for which the API server or istiod's webhook refuses a PeerAuthentication. */
export function* peerAuthenticationProblems(policy: Manifest): Generator<FieldProblem> {
  const spec = fieldAt(policy, 'spec') ?? {};
  yield* schemaProblems(PEER_AUTHENTICATION_SPEC, spec, 'spec');
  const labels = textMapAt(spec, 'selector', 'matchLabels');
  for (const [key, value] of labels) {
    if (key === '' || key.includes('*') || value.includes('*')) {
      yield {
        field: within('spec.selector.matchLabels', key),
        value,
        problem: key === '' ? 'has no key' : 'has a "*", but labels are compared as they are',
        fix: 'Write the whole label of the pods.',
      };
    }
  }
  if (hasField(spec, 'portLevelMtls') && labels.size === 0) {
    yield {
      field: 'spec.portLevelMtls',
      problem: 'is set without a selector: a policy for a whole namespace or mesh cannot speak of ports',
      fix: 'Add selector.matchLabels with the labels of the pods that listen on the port.',
    };
  }
  for (const port of Object.keys(fieldsAt(spec, 'portLevelMtls'))) {
    if (!/^\d{1,6}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
      yield { field: within('spec.portLevelMtls', port), problem: 'is not a port: a port is a whole number from 1 to 65535', fix: 'Write the number of the container port.' };
    }
  }
}
