import { Severity } from '../../core/finding';
import { APPROVER_POLICY } from '../approverpolicy/kinds';
import { described } from '../manifest';
import { grants } from '../rbac/grants';
import { RBAC } from '../rbac/kinds';
import { Action, allows, PolicyRule, policyRules } from '../rbac/policy-rule';
import { Rule } from '../rule';

const USE: Action = { group: APPROVER_POLICY, resource: 'certificaterequestpolicies', verbs: ['use'] };

/** A policy that nobody may use, beside others that somebody may. */
export const policyWithoutUse: Rule = {
  code: 'MTLS0409',
  severity: Severity.WARNING,
  title: 'Nobody may use a CertificateRequestPolicy',
  explanation: 'A policy approves nothing by itself: whoever makes the request, for Certificates the service account of cert-manager, must be bound to a role with the verb "use" on the policy. Without, requests stay pending for ever, and nothing says why (approver-policy#638). Reported only if the manifests have some role for the use of policies, and no binding of such a role reaches this policy; roles may also be kept elsewhere.',
  *check(inventory) {
    const policies = inventory.ofKind(APPROVER_POLICY, 'CertificateRequestPolicy');
    const roles = policies.length === 0 ? [] : ['Role', 'ClusterRole'].flatMap(kind => inventory.ofKind(RBAC, kind));
    const rule = roles.find(({ manifest }) => policyRules(manifest).some(isForUse));
    const granted = rule ? inventory.view(grants).filter(({ subjects }) => subjects.length > 0).flatMap(({ rules }) => rules.filter(isForUse)) : [];
    const isForAll = granted.some(({ resourceNames }) => !resourceNames);
    const named = new Set(granted.flatMap(({ resourceNames }) => [...resourceNames ?? []]));
    for (const policy of rule && !isForAll ? policies : []) {
      if (!named.has(policy.manifest.metadata.name)) {
        yield {
          object: policy,
          others: [rule!],
          message: `${described(policy)}: no binding among the manifests lets anyone "use" it`,
          fix: 'Bind a ClusterRole with the verb "use" on this certificaterequestpolicy to the service account of cert-manager, or to whoever makes the requests.',
        };
      }
    }
  },
};

/** A role that may do everything is none that was made for policies. */
function isForUse(rule: PolicyRule): boolean {
  return !rule.apiGroups.has('*') && allows(rule, USE);
}
