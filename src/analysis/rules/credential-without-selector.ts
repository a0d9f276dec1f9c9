import { Severity } from '../../core/finding';
import { textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A credential that sidecars do not get, so that they send plaintext. */
export const credentialWithoutSelector: Rule = {
  code: 'MTLS0603',
  severity: Severity.WARNING,
  title: 'Sidecars ignore TLS settings with a credentialName and no workload selector',
  explanation: 'A Secret is given to gateways, and to the sidecars that a workload selector names. For any other sidecar Istio drops the TLS settings as a whole, without a word: the call leaves the pod in plaintext (istio#31738). A rule that is only meant for an egress gateway is not reported if a VirtualService among the objects sends the host through a gateway; a credential from a ConfigMap ("configmap://…") is given to everybody.',
  *check(inventory) {
    const throughGateway = inventory.view(hostsThroughGateways);
    for (const rule of inventory.view(destinationRules)) {
      if (rule.hasSelector || throughGateway.has(rule.host)) {
        continue;
      }
      for (const { field, tls } of tlsSettingsOf(rule)) {
        const credential = textAt(tls, 'credentialName') ?? '';
        if (credential !== '' && !credential.startsWith('configmap://') && ['SIMPLE', 'MUTUAL'].includes(textAt(tls, 'mode') ?? '')) {
          yield {
            object: rule.object,
            field: `${field}.credentialName`,
            message: `${described(rule.object)}: ${field}.credentialName ${JSON.stringify(credential)} has no workloadSelector beside it, so sidecars send plaintext to ${JSON.stringify(rule.host)}`,
            fix: 'Add workloadSelector.matchLabels with the labels of the pods that make the call, whose service account may then read the Secret.',
          };
        }
      }
    }
  },
};

/** The hosts that some VirtualService routes at a gateway. */
function hostsThroughGateways(inventory: Inventory): ReadonlySet<string> {
  return new Set(inventory.ofKind(ISTIO_NETWORKING, 'VirtualService')
    .filter(({ manifest }) => textsAt(manifest, 'spec', 'gateways').some(gateway => gateway !== 'mesh'))
    .flatMap(({ manifest }) => textsAt(manifest, 'spec', 'hosts')));
}
