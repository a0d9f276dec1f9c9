import { Severity } from '../../core/finding';
import { hasField } from '../fields';
import { destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { described } from '../manifest';
import { Rule } from '../rule';

/** TLS settings without a mode, which switch TLS off. */
export const destinationRuleBareTls: Rule = {
  code: 'MTLS0601',
  severity: Severity.ERROR,
  title: 'TLS settings without a mode switch TLS off',
  explanation: 'The first value of the mode is DISABLE, and a field that is not set has its first value. So "tls: {}", or settings with an sni alone, do not mean "TLS as usual": the callers send plaintext, and automatic mutual TLS is off for the host.',
  *check(inventory) {
    for (const rule of inventory.view(destinationRules)) {
      for (const { field, tls } of tlsSettingsOf(rule)) {
        if (!hasField(tls, 'mode')) {
          yield {
            object: rule.object,
            field: `${field}.mode`,
            message: `${described(rule.object)}: ${field} has no mode, which means DISABLE: plaintext to ${JSON.stringify(rule.host)}`,
            fix: 'Write mode: ISTIO_MUTUAL; or remove tls, so that Istio speaks mutual TLS where the server can; or write DISABLE, if plaintext is meant.',
          };
        }
      }
    }
  },
};
