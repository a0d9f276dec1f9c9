import { ISSUER_SPEC } from './issuer-schema';
import { vaultProblems } from './vault-validation';
import { FieldProblem, within } from '../field-problem';
import { Fields, fieldsAt, hasField, listAt, textAt } from '../fields';
import { Manifest } from '../manifest';
import { schemaProblems } from '../schema';

const TYPES = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'];

/** Everything for which the API server or cert-manager's webhook refuses an Issuer or a ClusterIssuer. */
export function* issuerProblems(issuer: Manifest): Generator<FieldProblem> {
  if (!hasField(issuer, 'spec')) {
    yield { field: 'spec', problem: 'is missing, and is required', fix: 'Add a spec with one type of issuer, for example ca: { secretName: "root-ca" }.' };
    return;
  }
  yield* schemaProblems(ISSUER_SPEC, issuer.spec, 'spec');
  const spec = fieldsAt(issuer, 'spec');
  const types = TYPES.filter(type => hasField(spec, type));
  if (types.length === 0) {
    yield { field: 'spec', problem: 'has no type of issuer', fix: `Set one of ${TYPES.join(', ')}.` };
  }
  if (types.length > 1) {
    yield { field: `spec.${types[1]}`, problem: `stands beside ${types[0]}: an issuer has one type`, fix: `Keep one of ${types.join(' and ')}, and make a second issuer for the other.` };
  }
  // Like the webhook, look into the first type only: the others are refused as a whole.
  if (types[0] === 'ca') {
    yield* caProblems(fieldsAt(spec, 'ca'));
  }
  if (types[0] === 'vault') {
    yield* vaultProblems(fieldsAt(spec, 'vault'));
  }
}

function* caProblems(ca: Fields): Generator<FieldProblem> {
  if (textAt(ca, 'secretName') === '') {
    yield { field: 'spec.ca.secretName', value: '', problem: 'is empty', fix: 'Write the name of the Secret that holds the key and the certificate of the CA.' };
  }
  for (const name of ['ocspServers', 'issuingCertificateURLs']) {
    for (const [index, url] of listAt(ca, name).entries()) {
      if (url === '') {
        yield { field: within(`spec.ca.${name}`, index), value: '', problem: 'is empty', fix: 'Write a URL, for example "http://pki.example.com/root.crt", or remove the entry.' };
      }
    }
  }
}
