import { Severity } from '../../core/finding';
import { idleSelectors } from '../istio/idle-selectors';
import { meshOf } from '../istio/mesh';
import { Rule } from '../rule';

/** An AuthorizationPolicy whose selector matches no pods. */
export const authorizationSelectsNothing: Rule = {
  code: 'MTLS0511',
  severity: Severity.WARNING,
  title: 'An AuthorizationPolicy selects no workload',
  explanation: 'Labels are compared with those of the pods, not of the Deployment or the Service. A policy that selects nothing is accepted: what it was meant to deny is served, and under a default deny what it was meant to allow is refused (istioctl IST0127, Kiali KIA0004). Reported only if pods of the namespace are among the objects, and no object of an operator that could make others.',
  check: (inventory, context) => idleSelectors(meshOf(inventory, context).policies.all, inventory, context),
};
