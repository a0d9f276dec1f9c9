import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { hasField } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A CA whose key is replaced, or kept, by the default of whatever version of cert-manager runs. */
export const caRotationPolicyImplicit: Rule = {
  code: 'MTLS0209',
  severity: Severity.WARNING,
  title: 'A CA does not say whether its key is replaced at renewal',
  explanation: 'The default of privateKey.rotationPolicy changed from Never to Always in cert-manager 1.18, and can no longer be changed back since 1.20. An upgrade of cert-manager thus replaced the keys of CAs that had kept theirs for years, and with them everything that trusted the old certificate (cert-manager#7601, apache/pulsar-helm-chart#709). A CA that says which of the two it wants is not touched by an upgrade.',
  *check(inventory) {
    for (const { object, spec, isCA } of inventory.view(issuance).certificates) {
      if (isCA && !hasField(spec, 'privateKey', 'rotationPolicy')) {
        yield {
          object,
          field: 'spec.privateKey.rotationPolicy',
          message: `${described(object)}: spec.privateKey.rotationPolicy is not set, so the version of cert-manager decides whether the key of this CA is replaced at each renewal`,
          fix: 'Set rotationPolicy: Always, and publish the new certificate to the trust bundle before it signs; or Never, to keep the key for as long as the CA exists.',
        };
      }
    }
  },
};
