import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Two Certificates that write the same Secret. */
export const secretSharedByCertificates: Rule = {
  code: 'MTLS0205',
  severity: Severity.ERROR,
  title: 'Two Certificates write the same Secret',
  explanation: 'cert-manager issues one of the Certificates, the one whose name stands on the Secret or else the oldest, and leaves the other waiting for ever with the reason DuplicateSecretName; older versions issued both again without end, each overwriting the key of the other (cert-manager#4846, #5875, #6992). Whoever reads the Secret does not get the identity that it expects.',
  *check(inventory) {
    for (const [first, ...others] of inventory.view(issuance).sharedSecrets()) {
      for (const { object, secretName } of others) {
        yield {
          object,
          others: [first.object],
          field: 'spec.secretName',
          message: `${described(object)}: spec.secretName ${JSON.stringify(secretName)} is written by ${described(first.object)} too`,
          fix: 'Give each Certificate a Secret of its own, named after it.',
        };
      }
    }
  },
};
