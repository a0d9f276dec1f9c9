import { Severity } from '../../core/finding';
import { certificateProblems } from '../certmanager/certificate-validation';
import { CERT_MANAGER } from '../certmanager/kinds';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';

/** The API server or cert-manager's webhook would refuse the Certificate. */
export const certificateRefused: Rule = {
  code: 'MTLS0201',
  severity: Severity.ERROR,
  title: 'cert-manager would refuse the Certificate',
  explanation: 'cert-manager checks a Certificate when it is applied, not when it is written: a wrong duration, key size or name stops the deployment half-way, with the namespaces and policies that need the certificate already there. The commonest are a duration in days (cert-manager#1269) and a common name of more than 64 bytes. The rules are those of cert-manager 1.21.1, webhook and schema.',
  *check(inventory) {
    for (const certificate of inventory.ofKind(CERT_MANAGER, 'Certificate')) {
      for (const problem of certificateProblems(certificate.manifest)) {
        yield violationOf(certificate, problem);
      }
    }
  },
};
