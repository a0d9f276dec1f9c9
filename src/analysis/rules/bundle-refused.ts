import { Severity } from '../../core/finding';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';
import { bundleProblems } from '../trustmanager/bundle-validation';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** The API server or trust-manager's webhook would refuse the Bundle. */
export const bundleRefused: Rule = {
  code: 'MTLS0401',
  severity: Severity.ERROR,
  title: 'trust-manager would refuse the Bundle',
  explanation: 'A refused Bundle leaves the namespaces with the trust that they had: a new root is signed with before it is trusted, and calls between old and new certificates fail. The rules are those of trust-manager 0.24.0, webhook and schema.',
  *check(inventory) {
    for (const bundle of inventory.ofKind(TRUST_MANAGER, 'Bundle')) {
      for (const problem of bundleProblems(bundle.manifest)) {
        yield violationOf(bundle, problem);
      }
    }
  },
};
