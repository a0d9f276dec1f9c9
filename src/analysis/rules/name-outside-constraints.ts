import { Severity } from '../../core/finding';
import { forbiddenNames } from '../certmanager/constrained-names';
import { issuance } from '../certmanager/issuance';
import { within } from '../field-problem';
import { Fields, hasField, textsAt } from '../fields';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A name that the constraints of a CA above the certificate forbid. */
export const nameOutsideConstraints: Rule = {
  code: 'MTLS0217',
  severity: Severity.ERROR,
  title: 'A certificate has a name that its CA may not sign for',
  explanation: 'cert-manager\'s CA issuer does not look at the name constraints of its own certificate (cert-manager#2446): it signs any name, and every peer refuses the certificate. The constraint of a URI is a host, without scheme and path: "prod.example.com" for all SPIFFE IDs of that trust domain; "spiffe://prod.example.com" matches nothing (hashicorp/vault#31627). Where implementations read a constraint differently, only what all of them refuse is reported.',
  *check(inventory, context) {
    const certificates = inventory.view(issuance);
    for (const certificate of certificates.certificates) {
      for (const { field, constraint } of constraintsThatAreUris(certificate.spec)) {
        yield {
          object: certificate.object,
          field,
          message: `${described(certificate.object)}: ${field} ${JSON.stringify(constraint)} is a URI, but the constraint of a URI is its host: it matches nothing`,
          fix: `Write the host alone: ${JSON.stringify(constraint.replace(/^.*?:\/\//, '').split('/')[0])}.`,
        };
      }
      for (const ca of certificates.ancestorsOf(certificate, clusterOf(context).clusterResourceNamespace)) {
        for (const { field, name, reason } of hasField(ca.spec, 'nameConstraints') ? forbiddenNames(certificate.spec, ca.spec) : []) {
          yield {
            object: certificate.object,
            others: [ca.object],
            field,
            message: `${described(certificate.object)}: ${field} ${JSON.stringify(name)} is refused by every peer: ${described(ca.object)} ${reason}`,
            fix: 'Change the name, or the nameConstraints of the CA; then the CA must be issued again, and be distributed, before the certificate.',
          };
        }
      }
    }
  },
};

function constraintsThatAreUris(spec: Fields): { field: string; constraint: string }[] {
  return ['permitted', 'excluded'].flatMap(side => textsAt(spec, 'nameConstraints', side, 'uriDomains')
    .map((constraint, index) => ({ field: within(`spec.nameConstraints.${side}.uriDomains`, index), constraint }))
    .filter(({ constraint }) => /[/]/.test(constraint)));
}
