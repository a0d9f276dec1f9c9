import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { spiffeProblems } from '../certmanager/spiffe-names';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';

/** A SPIFFE ID that a peer would not read as one. */
export const spiffeIdInvalid: Rule = {
  code: 'MTLS0216',
  severity: Severity.ERROR,
  title: 'A certificate has no valid SPIFFE ID',
  explanation: 'cert-manager issues any URI. Whoever verifies the certificate reads the identity from it by the rules of SPIFFE: exactly one URI, a trust domain in lower case, a path without empty, "." or ".." segments. Otherwise the certificate is refused, or has no identity, at the first call.',
  *check(inventory) {
    for (const { object, spec } of inventory.view(issuance).certificates) {
      for (const problem of spiffeProblems(spec)) {
        yield violationOf(object, problem);
      }
    }
  },
};
