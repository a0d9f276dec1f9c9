import { Severity } from '../../core/finding';
import { violationOf } from '../field-problem';
import { ISTIO_SECURITY } from '../istio/kinds';
import { peerAuthenticationProblems } from '../istio/peer-authentication-validation';
import { Rule } from '../rule';

/** The API server or istiod would refuse the PeerAuthentication. */
export const peerAuthenticationRefused: Rule = {
  code: 'MTLS0501',
  severity: Severity.ERROR,
  title: 'Istio would refuse the PeerAuthentication',
  explanation: 'The commonest mistake is portLevelMtls without a selector (istio#27994). Versions of Istio before the check was part of the schema accepted such a policy and ignored its ports.',
  *check(inventory) {
    for (const policy of inventory.ofKind(ISTIO_SECURITY, 'PeerAuthentication')) {
      for (const problem of peerAuthenticationProblems(policy.manifest)) {
        yield violationOf(policy, problem);
      }
    }
  },
};
