import { isOriginated } from './server-not-verified';
import { Severity } from '../../core/finding';
import { fieldAt, textAt, textsAt } from '../fields';
import { destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';

/** TLS to a server whose certificate may be anybody's. */
export const nameNotChecked: Rule = {
  code: 'MTLS0625',
  severity: Severity.WARNING,
  title: 'The name in the server\'s certificate is not checked',
  explanation: 'Istio checks the name in the certificate by itself only where it chooses the SNI itself. Settings with an sni and without subjectAltNames switch that off: any certificate that a trusted authority signed is taken, whoever it was signed for. With the authorities of the system that is every certificate of the web (pilot/pkg/networking/core/cluster_tls.go, setAutoSniAndAutoSanValidation).',
  *check(inventory, context) {
    const { hosts } = meshOf(inventory, context).registry;
    for (const rule of inventory.view(destinationRules)) {
      const declared = hosts.named(rule.host).some(({ identities }) => identities.length > 0);
      for (const { field, tls } of tlsSettingsOf(rule)) {
        const sni = textAt(tls, 'sni') ?? '';
        if (isOriginated(tls) && sni !== '' && textsAt(tls, 'subjectAltNames').length === 0 && !declared && fieldAt(tls, 'insecureSkipVerify') !== true) {
          yield {
            object: rule.object,
            field: `${field}.subjectAltNames`,
            message: `${described(rule.object)}: ${field} has the sni ${JSON.stringify(sni)} and no subjectAltNames, so that the certificate of ${JSON.stringify(rule.host)} may be for any name`,
            fix: `Add subjectAltNames: [${sni}]; or remove sni, so that Istio sets and checks the name of each call.`,
          };
        }
      }
    }
  },
};
