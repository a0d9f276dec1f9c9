import { Severity } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';
import { LEAST_RENEW_BEFORE } from '../certmanager/durations';
import { durationOf, isRenewed, issuance, renewBeforeOf } from '../certmanager/issuance';
import { integerAt } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

const FIELD = 'spec.renewBeforePercentage';

/** A percentage that cert-manager accepts, and that leaves no time to renew, or is ignored. */
export const renewalTooLate: Rule = {
  code: 'MTLS0303',
  severity: Severity.WARNING,
  title: 'A percentage leaves no time for the renewal, or is ignored',
  explanation: 'cert-manager demands five minutes between renewal and end, but its webhook checks the complement of renewBeforePercentage, and without a duration nothing at all, while the controller renews at the percentage itself (cert-manager#9129). So one hour with 1 % is accepted and renews 36 seconds before the end, and a percentage outside 1 to 99 is accepted and ignored.',
  *check(inventory) {
    for (const { object, spec } of inventory.view(issuance).certificates) {
      const duration = durationOf(spec);
      const percentage = integerAt(spec, 'renewBeforePercentage');
      if (duration === undefined || percentage === undefined || !isRenewed(spec)) {
        continue;
      }
      const renewBefore = renewBeforeOf(spec, duration);
      if (percentage <= 0 || percentage >= 100) {
        yield {
          object,
          field: FIELD,
          message: `${described(object)}: ${FIELD} ${percentage} is ignored: the certificate is renewed ${describeDuration(renewBefore)} before its end`,
          fix: 'Write a percentage from 1 to 99, for example 33, or leave it out.',
        };
      } else if (renewBefore < LEAST_RENEW_BEFORE) {
        yield {
          object,
          field: FIELD,
          message: `${described(object)}: ${FIELD} ${percentage} renews the certificate ${describeDuration(renewBefore)} before its end`,
          fix: `Write at least ${Math.min(99, Math.ceil(LEAST_RENEW_BEFORE / duration * 100))}, which leaves five minutes; 33 is usual.`,
        };
      }
    }
  },
};
