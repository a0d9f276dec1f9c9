import { Severity } from '../../core/finding';
import { issuabilityProblems } from '../certmanager/issuability';
import { issuance } from '../certmanager/issuance';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';

/** A Certificate that is accepted, and for which no request can be made. */
export const certificateCannotBeIssued: Rule = {
  code: 'MTLS0204',
  severity: Severity.ERROR,
  title: 'cert-manager accepts the Certificate and cannot issue it',
  explanation: 'The webhook does not look at everything. A range of addresses without its prefix length, a name that a certificate cannot hold, or a renewal window of no length is accepted, and fails in the controller, with increasing delays between the attempts, while the workload waits for its Secret.',
  *check(inventory) {
    for (const { object, spec } of inventory.view(issuance).certificates) {
      for (const problem of issuabilityProblems(spec)) {
        yield violationOf(object, problem);
      }
    }
  },
};
