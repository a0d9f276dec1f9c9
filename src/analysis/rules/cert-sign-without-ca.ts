import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { textsAt } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A certificate that may sign certificates, and says that it is no CA. */
export const certSignWithoutCa: Rule = {
  code: 'MTLS0213',
  severity: Severity.WARNING,
  title: 'A certificate has the usage "cert sign" and is not a CA',
  explanation: 'RFC 5280 forbids "cert sign" on a certificate that is not a CA, and some implementations refuse such a certificate altogether. Most often isCA was forgotten. The other way round nothing needs to be said: cert-manager adds "cert sign" to every CA, whatever its usages.',
  *check(inventory) {
    for (const { object, spec, isCA } of inventory.view(issuance).certificates) {
      if (!isCA && textsAt(spec, 'usages').includes('cert sign')) {
        yield {
          object,
          field: 'spec.usages',
          message: `${described(object)}: has the usage "cert sign", but is not a CA`,
          fix: 'Set isCA: true if it is to sign certificates, or remove the usage.',
        };
      }
    }
  },
};
