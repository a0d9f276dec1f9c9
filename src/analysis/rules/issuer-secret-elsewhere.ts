import { Severity } from '../../core/finding';
import { isCopied } from '../certmanager/copied';
import { CaSecret, caSecretOf, issuance } from '../certmanager/issuance';
import { CERT_MANAGER } from '../certmanager/kinds';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A CA issuer that looks for its Secret in a namespace where the CA does not write it. */
export const issuerSecretElsewhere: Rule = {
  code: 'MTLS0207',
  severity: Severity.ERROR,
  title: "A CA issuer's Secret is in another namespace",
  explanation: 'An Issuer reads its CA from its own namespace. A ClusterIssuer has none, and reads it from the namespace that cert-manager was given with --cluster-resource-namespace: its own when installed by its Helm chart, kube-system otherwise. A CA Certificate anywhere else leaves the issuer "not ready: secret not found", and every certificate below it pending (cert-manager#2130, #7120).',
  *check(inventory, context) {
    const { clusterResourceNamespace } = clusterOf(context);
    const certificates = inventory.view(issuance);
    for (const issuer of [...inventory.ofKind(CERT_MANAGER, 'Issuer'), ...inventory.ofKind(CERT_MANAGER, 'ClusterIssuer')]) {
      const secret = caSecretOf(issuer, clusterResourceNamespace);
      if (!secret || certificates.writersOf(secret.namespace, secret.name).length > 0 || inventory.find('', 'Secret', secret.namespace, secret.name)) {
        continue;
      }
      const elsewhere = certificates.casWithSecret(secret.name).map(({ object }) => object);
      if (elsewhere.length > 0 && !elsewhere.some(isCopied)) {
        yield {
          object: issuer,
          others: elsewhere,
          field: 'spec.ca.secretName',
          message: `${described(issuer)}: spec.ca.secretName ${JSON.stringify(secret.name)} is read from the namespace ${show(secret)}, but ${described(elsewhere[0])} writes it to ${JSON.stringify(elsewhere[0].manifest.metadata.namespace ?? '')}`,
          fix: issuer.manifest.kind === 'ClusterIssuer'
            ? `Move the Certificate to the namespace ${show(secret)}; or, if cert-manager runs with another --cluster-resource-namespace, set clusterResourceNamespace to it.`
            : 'Move the Issuer or the Certificate, so that both are in the same namespace.',
        };
      }
    }
  },
};

function show({ namespace }: CaSecret): string {
  return JSON.stringify(namespace);
}
