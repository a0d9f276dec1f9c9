import { Severity } from '../../core/finding';
import { APPROVER_POLICY } from '../approverpolicy/kinds';
import { policyProblems } from '../approverpolicy/policy-validation';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';

/** The API server or approver-policy's webhook would refuse the CertificateRequestPolicy. */
export const policyRefused: Rule = {
  code: 'MTLS0402',
  severity: Severity.ERROR,
  title: 'approver-policy would refuse the CertificateRequestPolicy',
  explanation: 'With approver-policy nothing is issued that no policy approves: a refused policy leaves every request that it should have approved pending for ever (approver-policy#638 is the same silence). The rules are those of approver-policy 0.27.0, webhook and schema; CEL expressions are not compiled, and plugins depend on how approver-policy was built.',
  *check(inventory) {
    for (const policy of inventory.ofKind(APPROVER_POLICY, 'CertificateRequestPolicy')) {
      for (const problem of policyProblems(policy.manifest)) {
        yield violationOf(policy, problem);
      }
    }
  },
};
