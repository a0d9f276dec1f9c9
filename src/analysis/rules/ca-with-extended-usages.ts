import { Severity } from '../../core/finding';
import { extendedUsages } from '../certmanager/extended-usages';
import { issuance } from '../certmanager/issuance';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Extended key usages on a CA, which bind everything below it. */
export const caWithExtendedUsages: Rule = {
  code: 'MTLS0214',
  severity: Severity.WARNING,
  title: 'A CA has extended key usages',
  explanation: 'Go, Envoy and Windows read the extended key usages of a CA as a limit for what it signs: under a CA with "server auth" alone no client certificate is valid (cert-manager#2407). A CA without any does not limit its certificates.',
  *check(inventory) {
    for (const { object, spec, isCA } of inventory.view(issuance).certificates) {
      const extended = isCA ? extendedUsages(spec) : [];
      if (extended.length > 0) {
        yield {
          object,
          field: 'spec.usages',
          message: `${described(object)}: this CA has the extended usage${extended.length > 1 ? 's' : ''} ${extended.map(usage => JSON.stringify(usage)).join(', ')}, which limit${extended.length > 1 ? '' : 's'} what its certificates are valid for`,
          fix: 'Give a CA the usages "cert sign", "crl sign" and "digital signature" only.',
        };
      }
    }
  },
};
