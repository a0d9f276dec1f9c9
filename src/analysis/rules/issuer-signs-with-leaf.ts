import { Severity } from '../../core/finding';
import { caSecretOf, issuance } from '../certmanager/issuance';
import { CERT_MANAGER } from '../certmanager/kinds';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A CA issuer over a certificate that is no CA. */
export const issuerSignsWithLeaf: Rule = {
  code: 'MTLS0211',
  severity: Severity.ERROR,
  title: 'A CA issuer signs with a certificate that is not a CA',
  explanation: 'cert-manager looks at the certificate in the Secret of a CA issuer, and leaves the issuer not ready if it is not a CA: "referenced secret does not contain a CA". Nothing below it is issued.',
  *check(inventory, context) {
    const { clusterResourceNamespace } = clusterOf(context);
    for (const issuer of [...inventory.ofKind(CERT_MANAGER, 'Issuer'), ...inventory.ofKind(CERT_MANAGER, 'ClusterIssuer')]) {
      const secret = caSecretOf(issuer, clusterResourceNamespace);
      const [writer] = secret ? inventory.view(issuance).writersOf(secret.namespace, secret.name) : [];
      if (writer && !writer.isCA) {
        yield {
          object: writer.object,
          others: [issuer],
          field: 'spec.isCA',
          message: `${described(writer.object)}: is not a CA, but ${described(issuer)} signs with its Secret`,
          fix: 'Set isCA: true, or point the issuer to the Secret of a CA.',
        };
      }
    }
  },
};
