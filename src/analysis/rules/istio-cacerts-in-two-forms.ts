import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { keysOf } from '../trust/contents';

/** Two CAs for istiod in one Secret. */
export const istioCacertsInTwoForms: Rule = {
  code: 'MTLS0221',
  severity: Severity.WARNING,
  title: 'The Secret "cacerts" has a CA in each of two forms',
  explanation: 'If the Secret "cacerts" has a key tls.crt, istiod reads tls.crt, tls.key and ca.crt, and does not look at ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem, nor at the revocation list in ca-crl.pem. Whoever replaces the CA in the second form replaces nothing.',
  *check(inventory, context) {
    const secret = inventory.find('', 'Secret', clusterOf(context).rootNamespace, 'cacerts');
    const ignored = secret && keysOf(secret)?.has('tls.crt') ? [...keysOf(secret)!].filter(key => key.endsWith('.pem')) : [];
    if (secret && ignored.length > 0) {
      yield {
        object: secret,
        field: 'data',
        message: `${described(secret)}: data has "tls.crt", so istiod ignores ${ignored.map(key => JSON.stringify(key)).join(', ')}`,
        fix: 'Keep one form: tls.crt, tls.key and ca.crt, as cert-manager writes them; or the .pem keys, if there is a revocation list.',
      };
    }
  },
};
