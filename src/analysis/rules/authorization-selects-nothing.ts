import { Severity } from '../../core/finding';
import { populatedNamespaces } from '../istio/completeness';
import { meshOf } from '../istio/mesh';
import { policySelection } from '../istio/policy-selection';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** An AuthorizationPolicy whose selector matches no pods. */
export const authorizationSelectsNothing: Rule = {
  code: 'MTLS0511',
  severity: Severity.WARNING,
  title: 'An AuthorizationPolicy selects no workload',
  explanation: 'Labels are compared with those of the pods, not of the Deployment or the Service. A policy that selects nothing is accepted: what it was meant to deny is served, and under a default deny what it was meant to allow is refused (istioctl IST0127, Kiali KIA0004). Reported only if pods of the namespace are among the objects, and no object of an operator that could make others.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const populated = inventory.view(populatedNamespaces);
    const selection = policySelection(inventory, context);
    for (const { object, namespace, selector } of meshOf(inventory, context).policies.all) {
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
