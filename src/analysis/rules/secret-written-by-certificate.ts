import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A Secret object that cert-manager writes too. */
export const secretWrittenByCertificate: Rule = {
  code: 'MTLS0206',
  severity: Severity.ERROR,
  title: 'A Secret is both an object of the app and written by a Certificate',
  explanation: 'Whatever applies the manifests and cert-manager then take turns in overwriting the key and the certificate: every synchronization of a GitOps tool, or of an external-secrets operator (cert-manager/website#2128), replaces what was issued. The workload loses its identity until the next issuance.',
  *check(inventory) {
    const certificates = inventory.view(issuance);
    for (const object of inventory.ofKind('', 'Secret')) {
      const { namespace, name } = object.manifest.metadata;
      for (const writer of certificates.writersOf(namespace ?? '', name)) {
        yield {
          object: writer.object,
          others: [object],
          field: 'spec.secretName',
          message: `${described(writer.object)}: spec.secretName ${JSON.stringify(name)} is also the name of a Secret among the objects, which replaces what cert-manager writes`,
          fix: `Remove ${described(object)}: cert-manager makes it; or choose another secretName. Labels and annotations for it belong in spec.secretTemplate.`,
        };
      }
    }
  },
};
