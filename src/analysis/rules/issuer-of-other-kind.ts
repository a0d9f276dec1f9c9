import { Severity } from '../../core/finding';
import { append } from '../../core/multi-map';
import { issuance } from '../certmanager/issuance';
import { CERT_MANAGER } from '../certmanager/kinds';
import { textAt } from '../fields';
import { Inventory } from '../inventory';
import { SourcedManifest, described } from '../manifest';
import { Rule } from '../rule';

/** A Certificate whose issuer is there, under the same name, as another kind or in another namespace. */
export const issuerOfOtherKind: Rule = {
  code: 'MTLS0208',
  severity: Severity.WARNING,
  title: 'A Certificate asks for an issuer that exists as another kind or in another namespace',
  explanation: 'A reference without a kind means an Issuer in the namespace of the Certificate. The name of a ClusterIssuer, or of an Issuer in another namespace, is not found there, and the certificate stays pending without a word about the one that was meant. Only a reference whose exact name exists elsewhere among the objects is reported, and as a warning: an issuer of that name may be in the cluster already.',
  *check(inventory) {
    const certificates = inventory.view(issuance);
    const issuers = inventory.view(issuersByName);
    for (const certificate of certificates.certificates) {
      const { object, spec } = certificate;
      const name = textAt(spec, 'issuerRef', 'name') ?? '';
      const group = textAt(spec, 'issuerRef', 'group') || CERT_MANAGER;
      const [other] = group === CERT_MANAGER ? issuers.get(name) ?? [] : [];
      if (other && !certificates.issuerOf(certificate)) {
        const kind = textAt(spec, 'issuerRef', 'kind') || 'Issuer';
        yield {
          object,
          others: [other],
          field: 'spec.issuerRef',
          message: `${described(object)}: spec.issuerRef means the ${kind} ${JSON.stringify(name)}${kind === 'Issuer' ? ' of its own namespace' : ''}, which is not among the objects; ${described(other)} is`,
          fix: other.manifest.kind === 'ClusterIssuer' ? 'Set issuerRef.kind: ClusterIssuer.' : 'Put the Issuer into the namespace of the Certificate, or make it a ClusterIssuer.',
        };
      }
    }
  },
};

function issuersByName(inventory: Inventory): ReadonlyMap<string, SourcedManifest[]> {
  const byName = new Map<string, SourcedManifest[]>();
  for (const issuer of [...inventory.ofKind(CERT_MANAGER, 'ClusterIssuer'), ...inventory.ofKind(CERT_MANAGER, 'Issuer')]) {
    append(byName, issuer.manifest.metadata.name, issuer);
  }
  return byName;
}
