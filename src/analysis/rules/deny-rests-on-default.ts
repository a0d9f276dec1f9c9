import { Severity } from '../../core/finding';
import { identityChecks } from '../istio/identity-checks';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A rule that denies by identity, and nothing among the objects that makes callers have one. */
export const denyRestsOnDefault: Rule = {
  code: 'MTLS0513',
  severity: Severity.WARNING,
  title: 'A DENY rule by identity, and nothing that requires mutual TLS',
  explanation: 'No PeerAuthentication among the objects says what the workload requires, and Istio\'s default is PERMISSIVE: a caller that sends plaintext has no identity, does not match the rule, and is served (ISTIO-SECURITY-2021-003). If the policy of the mesh is STRICT and only lies elsewhere, check it together with these objects. Where an object says PERMISSIVE or DISABLE, it is an error: MTLS0512.',
  *check(inventory, context) {
    for (const { policy, condition, workload, isExplicit } of identityChecks(inventory, context)) {
      if (policy.action === 'DENY' && !isExplicit) {
        yield {
          object: policy.object,
          others: [workload.object],
          field: condition.field,
          message: `${described(policy.object)}: ${condition.field} denies by identity, but nothing among the manifests requires callers of ${described(workload.object)} to have one`,
          fix: 'Add a PeerAuthentication with mtls.mode: STRICT for the namespace; or check the mesh\'s own policies together with these.',
        };
      }
    }
  },
};
