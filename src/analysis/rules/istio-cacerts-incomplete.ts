import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { keysOf } from '../trust/contents';

const TLS_KEYS = ['tls.crt', 'tls.key', 'ca.crt'];
const PEM_KEYS = ['ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem'];

/** A CA for istiod with which it does not start, or that it does not use. */
export const istioCacertsIncomplete: Rule = {
  code: 'MTLS0220',
  severity: Severity.ERROR,
  title: 'istiod cannot sign with the Secret "cacerts"',
  explanation: 'istiod signs with the Secret "cacerts" of its namespace. If a part of it is missing, istiod refuses to start ("incomplete signing CA bundle detected"), and with it every proxy that needs a certificate. If all of it is missing, because the keys have other names, istiod makes a root of its own, and no other cluster trusts it. The keys are tls.crt, tls.key and ca.crt, or ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const secret = inventory.find('', 'Secret', rootNamespace, 'cacerts');
    const keys = secret && keysOf(secret);
    if (keys && !keys.has('istio-generated')) {
      const expected = keys.has('tls.crt') ? TLS_KEYS : PEM_KEYS;
      const missing = expected.filter(key => !keys.has(key));
      if (missing.length > 0) {
        yield {
          object: secret,
          field: 'data',
          message: `${described(secret)}: data has no ${missing.map(key => JSON.stringify(key)).join(', ')}, so istiod ${missing.length === expected.length ? 'finds no CA in it and makes a root of its own' : 'does not start'}`,
          fix: `Add the missing key${missing.length > 1 ? 's' : ''}: istiod needs ${TLS_KEYS.join(', ')}; or ${PEM_KEYS.join(', ')}.`,
        };
      }
    }
    for (const { object, isCA } of inventory.view(issuance).writersOf(rootNamespace, 'cacerts')) {
      if (!isCA) {
        yield {
          object,
          field: 'spec.isCA',
          message: `${described(object)}: spec.isCA is not true, but istiod is to sign with its Secret "cacerts"`,
          fix: 'Set isCA: true; or give the certificate another secretName, if istiod is not to sign with it.',
        };
      }
    }
  },
};
