import { Severity } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';
import { durationOf, isRenewed, issuance, renewBeforeOf } from '../certmanager/issuance';
import { hasField } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A certificate that is renewed before half of its life is over. */
export const renewalInFirstHalf: Rule = {
  code: 'MTLS0302',
  severity: Severity.WARNING,
  title: 'A certificate is renewed in the first half of its life',
  explanation: 'renewBefore counts back from the end. It is often written as the time after which to renew: Linkerd\'s own documentation had a certificate of 8760h with renewBefore 7320h, said to renew "two months before expiry", that renews on day 60 of 365; aws-samples/istio-on-eks#114 is another. The certificate is then issued several times as often as meant, and for a CA everything below it is touched as often.',
  *check(inventory) {
    for (const { object, spec } of inventory.view(issuance).certificates) {
      const duration = durationOf(spec);
      const renewBefore = duration === undefined ? undefined : renewBeforeOf(spec, duration);
      if (duration !== undefined && renewBefore !== undefined && isRenewed(spec) && renewBefore > duration / 2) {
        const field = hasField(spec, 'renewBefore') ? 'spec.renewBefore' : 'spec.renewBeforePercentage';
        yield {
          object,
          field,
          message: `${described(object)}: ${field} ${describeDuration(renewBefore)} is counted from the end: the certificate is renewed ${schedule(duration - renewBefore, duration)}`,
          fix: `If it was meant as the time until the renewal, write ${describeDuration(duration - renewBefore)}; usual is a third of the duration, ${describeDuration(duration / 3)}.`,
        };
      }
    }
  },
};

/** `on day 60 of 365`, or for shorter lives `after 20 minutes of 1 hour`. */
function schedule(renewal: number, duration: number): string {
  const day = 86_400_000;
  return duration >= 2 * day
    ? `on day ${Math.floor(renewal / day)} of ${Math.round(duration / day)}`
    : `after ${describeDuration(renewal)} of ${describeDuration(duration)}`;
}
