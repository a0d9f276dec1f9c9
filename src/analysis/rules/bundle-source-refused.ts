import { Severity } from '../../core/finding';
import { holdsPrivateKey, issuedKeys } from '../certmanager/issued-keys';
import { fieldAt, listAt } from '../fields';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { textsOf } from '../trust/bundles';
import { isTlsSecret } from '../trust/contents';
import { BundleNode, BundleSource, trustGraph } from '../trust/trust-graph';
import { readPemSource } from '../trustmanager/pem-source';

/** A source of a Bundle that holds something other than certificates. */
export const bundleSourceRefused: Rule = {
  code: 'MTLS0407',
  severity: Severity.ERROR,
  title: 'trust-manager would refuse what is in a source',
  explanation: 'trust-manager reads every source before it writes anything. A private key among the certificates, a block that is no certificate, a TLS Secret with all of its keys: each of them stops the whole Bundle, and no namespace gets a new root. The webhook does not look into sources, so the Bundle is accepted. Text outside of PEM blocks does no harm. The rules are those of trust-manager 0.24.0.',
  *check(inventory, context) {
    for (const bundle of trustGraph(inventory, clusterOf(context)).bundles()) {
      for (const source of bundle.sources) {
        const texts = textsOf(source, bundle.object).map(({ key, text }) => ({ key, ...readPemSource(text) }));
        const bad = texts.find(({ problem }) => problem !== undefined);
        const problem = keyProblem(source, bundle) ?? (bad && `${bad.key !== undefined ? `${JSON.stringify(bad.key)} in it ` : ''}${bad.problem}`);
        if (problem !== undefined) {
          yield {
            object: bundle.object,
            ...source.object ?? source.writer ? { others: [(source.object ?? source.writer?.object)!] } : {},
            field: source.field,
            message: `${described(bundle.object)}: ${source.field}${source.name !== undefined ? ` ${JSON.stringify(source.name)}` : ''} ${problem}`,
            fix: 'Leave nothing but certificates in what the Bundle reads; for a Secret of cert-manager read the key "ca.crt", or for a root "tls.crt".',
          };
        }
      }
    }
  },
};

function keyProblem({ kind, key, writer, object, index }: BundleSource, bundle: BundleNode): string | undefined {
  if (kind !== 'Secret') {
    return undefined;
  }
  if (writer && key !== undefined && holdsPrivateKey(key) && issuedKeys(writer.spec).has(key)) {
    return `reads ${JSON.stringify(key)}, which holds the private key`;
  }
  const readsAll = fieldAt(listAt(bundle.object.manifest, 'spec', 'sources')[index], 'secret', 'includeAllKeys') === true;
  return readsAll && (writer !== undefined || (object && isTlsSecret(object))) ? 'is a TLS Secret of which all keys are read, the private one too' : undefined;
}
