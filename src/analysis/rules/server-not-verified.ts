import { Severity } from '../../core/finding';
import { fieldAt, Fields, textAt } from '../fields';
import { destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { described } from '../manifest';
import { Rule } from '../rule';

/** TLS to a server that nobody verifies, or that cannot be verified. */
export const serverNotVerified: Rule = {
  code: 'MTLS0612',
  severity: Severity.WARNING,
  title: 'The server\'s certificate is not verified, or cannot be',
  explanation: 'With insecureSkipVerify whoever is on the way can pose as the server, and the client\'s certificate is presented to them. Without caCertificates and credentialName the authorities of the system are used, as istioctl analyze says for every host (IST0128, IST0129); older versions of Istio then verified nothing. That is right for a public host, and reported only for a name that no public authority signs, such as that of a Service: the handshake fails, or an old proxy takes any certificate.',
  *check(inventory) {
    for (const rule of inventory.view(destinationRules)) {
      for (const { field, tls } of tlsSettingsOf(rule)) {
        const wrong = isOriginated(tls) ? problemOf(tls, rule.host) : undefined;
        if (wrong) {
          yield {
            object: rule.object,
            field: `${field}.${wrong.field}`,
            message: `${described(rule.object)}: ${field}.${wrong.field} ${wrong.problem} (${JSON.stringify(rule.host)})`,
            fix: wrong.fix,
          };
        }
      }
    }
  },
};

/** Whether the proxy starts TLS with certificates that are not the mesh's. */
export function isOriginated(tls: Fields): boolean {
  return tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL';
}

function problemOf(tls: Fields, host: string): { field: string; problem: string; fix: string } | undefined {
  if (fieldAt(tls, 'insecureSkipVerify') === true) {
    return {
      field: 'insecureSkipVerify',
      problem: 'is true, so that any certificate of the server is taken',
      fix: 'Remove it, and name the root that signed the server\'s certificate in caCertificates, or in the Secret of credentialName.',
    };
  }
  return !textAt(tls, 'caCertificates') && !textAt(tls, 'credentialName') && isInternal(host)
    ? {
      field: 'caCertificates',
      problem: 'is missing, so that only authorities of the system are trusted, and none of them signs a name like this',
      fix: 'Name the file with the root that signed the server\'s certificate; or write mode: ISTIO_MUTUAL for a server in the mesh.',
    }
    : undefined;
}

/** Whether a name is one that public authorities do not sign. */
function isInternal(host: string): boolean {
  return host !== '*' && (!host.includes('.') || /\.(?:local|internal|lan|home\.arpa|cluster|svc)$/.test(host));
}
