import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { within } from '../field-problem';
import { fieldAt, listAt, textAt } from '../fields';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** A certificate in a trust bundle that did not sign itself. */
export const bundleTrustsIntermediate: Rule = {
  code: 'MTLS0403',
  severity: Severity.ERROR,
  title: 'A trust bundle contains a certificate that is not a root',
  explanation: 'A bundle with an intermediate works until the intermediate is renewed: then workloads hold certificates of a new intermediate that nobody trusts yet, and every rotation needs a rollout of the bundle first (cert-manager#3619, #2166). Implementations also differ: OpenSSL does not end a chain at an intermediate unless it is told to. With roots alone, an intermediate can be replaced at any time, because workloads send it along.',
  *check(inventory, context) {
    const certificates = inventory.view(issuance);
    for (const bundle of inventory.ofKind(TRUST_MANAGER, 'Bundle')) {
      for (const [index, source] of listAt(bundle.manifest, 'spec', 'sources').entries()) {
        const name = textAt(source, 'secret', 'name');
        // "ca.crt" of an intermediate's Secret is its root.
        const readsCertificate = textAt(source, 'secret', 'key') === 'tls.crt' || fieldAt(source, 'secret', 'includeAllKeys') === true;
        const [writer] = name && readsCertificate ? certificates.writersOf(clusterOf(context).trustNamespace, name) : [];
        if (writer && certificates.isSelfSigned(writer) === false) {
          const field = `${within('spec.sources', index)}.secret`;
          yield {
            object: bundle,
            others: [writer.object],
            field,
            message: `${described(bundle)}: ${field} is the Secret ${JSON.stringify(name)} of ${described(writer.object)}, which is signed by another issuer: it is no root`,
            fix: 'Refer to the Secret of the root; or read the key "ca.crt", which cert-manager sets to the root of the chain.',
          };
        }
      }
    }
  },
};
