import { Severity } from '../../core/finding';
import { issuerProblems } from '../certmanager/issuer-validation';
import { CERT_MANAGER } from '../certmanager/kinds';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';

/** The API server or cert-manager's webhook would refuse the ClusterIssuer. */
export const clusterIssuerRefused: Rule = {
  code: 'MTLS0203',
  severity: Severity.ERROR,
  title: 'cert-manager would refuse the ClusterIssuer',
  explanation: 'A ClusterIssuer serves every namespace: refused, it leaves all of their certificates pending. It has the same spec, and is held to the same rules, as an Issuer (MTLS0202).',
  *check(inventory) {
    for (const issuer of inventory.ofKind(CERT_MANAGER, 'ClusterIssuer')) {
      for (const problem of issuerProblems(issuer.manifest)) {
        yield violationOf(issuer, problem);
      }
    }
  },
};
