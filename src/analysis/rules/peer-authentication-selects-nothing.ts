import { Severity } from '../../core/finding';
import { idleSelectors } from '../istio/idle-selectors';
import { peerAuthentications } from '../istio/peer-authentications';
import { Rule } from '../rule';

/** A PeerAuthentication whose selector matches no pods. */
export const peerAuthenticationSelectsNothing: Rule = {
  code: 'MTLS0510',
  severity: Severity.WARNING,
  title: 'A PeerAuthentication selects no workload',
  explanation: 'Labels are compared with those of the pods, not of the Deployment or the Service. A selector that matches nothing is accepted: what was meant to be strict is not, and what was meant to be exempt is refused (Kiali KIA0004). Reported only if pods of the namespace are among the objects, and no object of an operator that could make others.',
  check: (inventory, context) => idleSelectors(inventory.view(peerAuthentications).all, inventory, context),
};
