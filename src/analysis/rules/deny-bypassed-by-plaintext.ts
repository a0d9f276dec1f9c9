import { Severity } from '../../core/finding';
import { identityChecks } from '../istio/identity-checks';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A rule that denies by identity, and callers that have none. */
export const denyBypassedByPlaintext: Rule = {
  code: 'MTLS0512',
  severity: Severity.ERROR,
  title: 'A DENY rule by identity is bypassed with plaintext',
  explanation: 'Who calls is known from the certificate of mutual TLS alone. A caller that sends plaintext has no principal, no namespace and no service account, so that a rule which denies one of them does not match, and the call is served: whoever is to be kept out only has to leave his sidecar aside (ISTIO-SECURITY-2021-003). Not reported where another policy refuses callers without an identity.',
  *check(inventory, context) {
    for (const { policy, condition, workload, port, peer, isExplicit } of identityChecks(inventory, context)) {
      if (policy.action === 'DENY' && isExplicit) {
        yield {
          object: policy.object,
          others: [workload.object],
          field: condition.field,
          message: `${described(policy.object)}: ${condition.field} denies by identity, but ${port ? `port ${port} of ${described(workload.object)}` : described(workload.object)} takes callers without one (${peer.because.statement})`,
          fix: 'Require STRICT mutual TLS there; or deny those without an identity as well, with a rule whose source has notPrincipals: ["*"].',
        };
      }
    }
  },
};
