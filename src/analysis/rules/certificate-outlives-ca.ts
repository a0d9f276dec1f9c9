import { leftAtLastSignature, lifetimeFits, lifetimeSlack } from '../../core/change/lifetime-fit';
import { Severity } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';
import { durationOf, isRenewed, issuance } from '../certmanager/issuance';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { signerLifetimeOf } from '../trust/lifetimes';

/** A certificate that is still valid when the CA that signed it is not. */
export const certificateOutlivesCa: Rule = {
  code: 'MTLS0301',
  severity: Severity.ERROR,
  title: 'A certificate outlives the CA that signs it',
  explanation: 'cert-manager\'s CA issuer looks neither at its own end nor at the end of what it signs. A certificate issued on the last day before its CA is renewed carries the old CA in its chain; when that one ends, the certificate is refused everywhere although it says of itself that it is valid, and no expiry alert fires (cert-manager#5864, kedacore/charts#711, istio#59768). A renewed CA does not cause its certificates to be issued again. So, tier by tier, the duration of the child may be at most the renewBefore of the parent, each computed as cert-manager does: 90 days if no duration is given, and a third of the lifetime if neither renewBefore nor a percentage is. That is strict on purpose: a child that is renewed in time would survive a little more, but then a failing renewal is noticed too late. A CA whose renewal is disabled is replaced by hand, at a time of your choice: its children are only compared with its whole lifetime, and must have been issued again before it ends.',
  *check(inventory, context) {
    const certificates = inventory.view(issuance);
    for (const child of certificates.certificates) {
      const parent = certificates.parentOf(child, clusterOf(context).clusterResourceNamespace);
      const childDuration = durationOf(child.spec);
      const signer = parent && parent !== child ? signerLifetimeOf(parent) : undefined;
      if (!parent || childDuration === undefined || !signer) {
        continue;
      }
      if (!lifetimeFits(childDuration, signer)) {
        const renewed = isRenewed(parent.spec);
        const limit = leftAtLastSignature(signer);
        const what = renewed
          ? `is renewed ${describeDuration(limit)} before its end`
          : `lives ${describeDuration(limit)} and is not renewed`;
        yield {
          object: child.object,
          others: [parent.object],
          field: 'spec.duration',
          message: `${described(child.object)}: lives ${describeDuration(childDuration)}, but its CA, ${described(parent.object)}, ${what}: the certificate outlives it by up to ${describeDuration(-lifetimeSlack(childDuration, signer))}`,
          fix: renewed && childDuration < signer.lifetime
            ? `Shorten the duration to at most ${describeDuration(limit)}, or raise the renewBefore of the CA to at least ${describeDuration(childDuration)}.`
            : `Shorten the duration to at most ${describeDuration(limit)}, or let the CA live longer.`,
        };
      }
    }
  },
};
