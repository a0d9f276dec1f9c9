import { Severity } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';
import { durationAt } from '../certmanager/durations';
import { durationOf, isRenewed, issuance } from '../certmanager/issuance';
import { likelyLifetime } from '../certmanager/likely-lifetime';
import { textAt } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A time before the end, of a lifetime that is shorter than was asked for. */
export const renewBeforeOfClampedLifetime: Rule = {
  code: 'MTLS0304',
  severity: Severity.WARNING,
  title: 'renewBefore does not fit the lifetime that the issuer gives',
  explanation: 'An issuer outside the cluster may give a shorter life than was asked for, and cert-manager counts renewBefore from the real end: a certificate of 32 days with a renewBefore of 30 is issued anew every other day, one with a renewBefore just below the lifetime without end, until the issuer refuses (cert-manager#4423, #3897). A renewBefore above the lifetime is ignored. A percentage fits whatever the issuer gives. Reported only where the usual limit of the issuer leads to a renewal in the first half of the life; if the limit of yours is another one, a percentage says the same without depending on it.',
  *check(inventory) {
    const certificates = inventory.view(issuance);
    for (const certificate of certificates.certificates) {
      const { object, spec } = certificate;
      const duration = durationOf(spec);
      const renewBefore = durationAt(spec, 'renewBefore');
      const likely = renewBefore === undefined ? undefined : likelyLifetime(spec, certificates.issuerOf(certificate));
      if (likely === undefined || renewBefore === undefined || duration === undefined || !isRenewed(spec)) {
        continue;
      }
      // Above half of what is asked for it is wrong with every issuer, and reported by another rule.
      if (likely.lifetime < duration && renewBefore > likely.lifetime / 2 && renewBefore <= duration / 2) {
        yield {
          object,
          field: 'spec.renewBefore',
          message: `${described(object)}: spec.renewBefore ${JSON.stringify(textAt(spec, 'renewBefore'))} is meant for ${describeDuration(duration)}, but ${likely.reason}: ${renewBefore < likely.lifetime ? `the certificate is issued anew every ${describeDuration(likely.lifetime - renewBefore)}` : 'it is ignored'}`,
          fix: `Write renewBeforePercentage: ${Math.round(renewBefore / duration * 100)} instead, which fits every lifetime.`,
        };
      }
    }
  },
};
