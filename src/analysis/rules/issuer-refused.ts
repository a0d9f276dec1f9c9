import { Severity } from '../../core/finding';
import { issuerProblems } from '../certmanager/issuer-validation';
import { CERT_MANAGER } from '../certmanager/kinds';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';

/** The API server or cert-manager's webhook would refuse the Issuer. */
export const issuerRefused: Rule = {
  code: 'MTLS0202',
  severity: Severity.ERROR,
  title: 'cert-manager would refuse the Issuer',
  explanation: 'Without its issuer no certificate of the namespace is issued or renewed, and a refused Issuer is noticed when the first certificate stays pending. The rules are those of cert-manager 1.21.1 for self-signed, CA and Vault issuers; ACME and Venafi issuers are counted, because an issuer has exactly one type, and not looked into.',
  *check(inventory) {
    for (const issuer of inventory.ofKind(CERT_MANAGER, 'Issuer')) {
      for (const problem of issuerProblems(issuer.manifest)) {
        yield violationOf(issuer, problem);
      }
    }
  },
};
