import { Severity } from '../../core/finding';
import { FieldProblem, violationOf } from '../field-problem';
import { fieldAt, hasField, listAt, textAt } from '../fields';
import { DeclaredServer, declaredServers, TERMINATING } from '../istio/gateway-objects';
import { Rule } from '../rule';

const TLS_PROTOCOLS = new Set(['HTTPS', 'TLS']);
const MODES = ['PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'];
const CERTIFICATES = ['serverCertificate', 'privateKey', 'caCertificates', 'credentialName'];

/** TLS settings of a Gateway that istiod's webhook refuses. */
export const gatewayTlsRefused: Rule = {
  code: 'MTLS0640',
  severity: Severity.ERROR,
  title: 'Istio refuses the TLS settings of a Gateway',
  explanation: 'istiod\'s webhook refuses the object, and the older one stays in the cluster; where the webhook is not installed, the server is not opened, or opened without TLS. A server for HTTPS or TLS needs TLS settings, with a certificate from a Secret or from files; MUTUAL from files needs the authority of the clients as well; a server for HTTP may only redirect.',
  *check(inventory) {
    for (const server of inventory.view(declaredServers)) {
      for (const problem of problemsOf(server)) {
        yield violationOf(server.object, problem);
      }
    }
  },
};

/** @see https://github.com/istio/istio/blob/1.30.3/pkg/config/validation/validation.go (validateServer, validateTLSOptions) */
function* problemsOf({ field, protocol, tls, mode }: DeclaredServer): Generator<FieldProblem> {
  if (!tls) {
    if (TLS_PROTOCOLS.has(protocol)) {
      yield { field: `${field}.tls`, problem: `is missing, and a server for ${protocol} needs it`, fix: 'Add tls with a mode and a credentialName; or PASSTHROUGH, if the server behind speaks TLS itself.' };
    }
    return;
  }
  if (hasField(tls, 'mode') && !(mode !== undefined && MODES.includes(mode))) {
    yield { field: `${field}.tls.mode`, value: fieldAt(tls, 'mode'), problem: `is not one of ${MODES.join(', ')}`, fix: 'Write MUTUAL, to ask clients for a certificate; or SIMPLE.' };
    return;
  }
  const terminates = mode !== undefined && (TERMINATING.has(mode) || mode === 'ISTIO_MUTUAL');
  if (protocol !== '' && !TLS_PROTOCOLS.has(protocol) && (terminates || !protocol.startsWith('HTTP'))) {
    yield { field: `${field}.tls`, problem: `is set for ${protocol}, which carries no TLS`, fix: 'Write protocol: HTTPS, or TLS for bytes; or only tls.httpsRedirect: true, for a server that sends clients to the HTTPS one.' };
    return;
  }
  const set = (name: string): boolean => (textAt(tls, name) ?? '') !== '';
  if (mode === 'ISTIO_MUTUAL') {
    for (const name of CERTIFICATES.filter(set)) {
      yield { field: `${field}.tls.${name}`, problem: 'is set beside ISTIO_MUTUAL, which uses the certificates of the mesh', fix: `Remove ${name}; or write mode: MUTUAL, for clients outside the mesh.` };
    }
  } else if (mode !== undefined && TERMINATING.has(mode) && !set('credentialName') && listAt(tls, 'credentialNames').length === 0) {
    const missing = listAt(tls, 'tlsCertificates').length > 0 ? [] : ['serverCertificate', 'privateKey'].filter(name => !set(name));
    if (missing.length > 0) {
      yield { field: `${field}.tls.credentialName`, problem: `is missing, and so is ${missing.join(' and ')}: the gateway has no certificate to show`, fix: 'Name the Secret with the certificate, in the namespace of the gateway\'s pods, in credentialName.' };
    } else if (mode !== 'SIMPLE' && !set('caCertificates')) {
      yield { field: `${field}.tls.caCertificates`, problem: `is missing, and ${mode} needs the authority that signs the clients' certificates`, fix: 'Name the file with it in caCertificates; or use a Secret, with credentialName.' };
    }
  }
}
