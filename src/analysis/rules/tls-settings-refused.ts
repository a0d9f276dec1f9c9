import { isOriginated } from './server-not-verified';
import { Severity } from '../../core/finding';
import { FieldProblem, violationOf } from '../field-problem';
import { fieldAt, Fields, hasField, textAt } from '../fields';
import { destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { Rule } from '../rule';

const FILES = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'];
const MODES = ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'];

/** TLS settings that istiod's webhook refuses. */
export const tlsSettingsRefused: Rule = {
  code: 'MTLS0613',
  severity: Severity.ERROR,
  title: 'Istio refuses the TLS settings of a DestinationRule',
  explanation: 'istiod\'s webhook refuses the object, and the older one stays in the cluster; where the webhook is not installed, istiod drops the settings without a word, and the calls leave in plaintext. MUTUAL needs a certificate and a key, from files or from a Secret, and not from both; a server that is not verified cannot be verified by something as well.',
  *check(inventory) {
    for (const rule of inventory.view(destinationRules)) {
      for (const { field, tls } of tlsSettingsOf(rule)) {
        for (const problem of problemsOf(tls, field)) {
          yield violationOf(rule.object, problem);
        }
      }
    }
  },
};

/** @see https://github.com/istio/istio/blob/1.30.3/pkg/config/validation/agent/validation.go (ValidateTLS) */
function* problemsOf(tls: Fields, field: string): Generator<FieldProblem> {
  const { mode } = tls;
  if (hasField(tls, 'mode') && !(typeof mode === 'string' && MODES.includes(mode))) {
    yield { field: `${field}.mode`, value: mode, problem: `is not one of ${MODES.join(', ')}`, fix: 'Write ISTIO_MUTUAL for servers in the mesh, SIMPLE or MUTUAL for others.' };
  }
  if (!isOriginated(tls)) {
    return;
  }
  const credential = textAt(tls, 'credentialName') ?? '';
  const set = (name: string): boolean => (textAt(tls, name) ?? '') !== '';
  if (credential !== '') {
    for (const name of FILES.filter(set)) {
      yield { field: `${field}.${name}`, problem: 'is set beside credentialName, which has to bring everything', fix: `Remove ${name}, or credentialName.` };
    }
  } else if (mode === 'MUTUAL') {
    for (const name of ['clientCertificate', 'privateKey'].filter(missing => !set(missing))) {
      yield { field: `${field}.${name}`, problem: 'is missing, and MUTUAL needs it', fix: 'Name the files of the client\'s certificate and key; or a Secret, with credentialName; or write mode: SIMPLE.' };
    }
  }
  if (fieldAt(tls, 'insecureSkipVerify') === true) {
    for (const name of ['caCertificates', 'subjectAltNames'].filter(other => hasField(tls, other))) {
      yield { field: `${field}.${name}`, problem: 'is set beside insecureSkipVerify, which verifies nothing', fix: 'Remove insecureSkipVerify.' };
    }
  }
}
