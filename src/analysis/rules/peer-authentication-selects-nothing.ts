import { Severity } from '../../core/finding';
import { populatedNamespaces } from '../istio/completeness';
import { peerAuthentications } from '../istio/peer-authentications';
import { policySelection } from '../istio/policy-selection';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A PeerAuthentication whose selector matches no pods. */
export const peerAuthenticationSelectsNothing: Rule = {
  code: 'MTLS0510',
  severity: Severity.WARNING,
  title: 'A PeerAuthentication selects no workload',
  explanation: 'Labels are compared with those of the pods, not of the Deployment or the Service. A selector that matches nothing is accepted: what was meant to be strict is not, and what was meant to be exempt is refused (Kiali KIA0004). Reported only if pods of the namespace are among the objects, and no object of an operator that could make others.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const populated = inventory.view(populatedNamespaces);
    const selection = policySelection(inventory, context);
    for (const { object, namespace, selector } of inventory.view(peerAuthentications).all) {
      if (selector.size > 0 && namespace !== rootNamespace && populated.has(namespace) && !selection.isUsed(object)) {
        yield {
          object,
          field: 'spec.selector.matchLabels',
          message: `${described(object)}: selects no workload: no pods in the namespace ${JSON.stringify(namespace)} have the labels ${[...selector].map(([key, value]) => `${key}=${value}`).join(', ')}`,
          fix: 'Write the labels that stand in the template of the pods.',
        };
      }
    }
  },
};
