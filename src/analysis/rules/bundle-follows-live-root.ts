import { Severity } from '../../core/finding';
import { replacesItself } from '../certmanager/root-renewal';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { BundleSource, Root, TrustGraph, trustGraph } from '../trust/trust-graph';

/** A bundle that exchanges the root in the moment in which it begins to sign. */
export const bundleFollowsLiveRoot: Rule = {
  code: 'MTLS0405',
  severity: Severity.ERROR,
  title: 'A Bundle drops a root in the moment in which its successor begins to sign',
  explanation: 'A Bundle that reads the Secret of a CA that renews itself has the old root until the renewal, and the new one after it, never both. All certificates that were issued before are refused from then on, until each of them is issued again, which nothing causes (trust-manager#560, cert-manager#4344). trust-manager documents to copy the root into a source of its own. A Bundle with another source that may hold the root before, such as a ConfigMap or a Secret that is filled by hand, is not reported; nor is a root that is not renewed by itself or keeps its key.',
  *check(inventory, context) {
    const graph = trustGraph(inventory, clusterOf(context));
    for (const bundle of graph.bundles()) {
      const live = bundle.sources.flatMap(source => source.roots.filter(root => isLive(root, graph)).map(root => ({ source, root })));
      const [first] = live;
      if (first?.root.certificate && !bundle.sources.some(mayHoldFormerRoots)) {
        const { field, name, key } = first.source;
        const { object } = first.root.certificate;
        yield {
          object: bundle.object,
          others: [object],
          field,
          message: `${described(bundle.object)}: ${field} reads ${JSON.stringify(key)} of the Secret ${JSON.stringify(name)}, which changes to a new root as soon as ${described(object)} is renewed by itself: the root that signed until then is no longer trusted`,
          fix: 'Set renewal.policy: Disabled (cert-manager 1.21) and rotationPolicy: Never on the root, and replace it in steps, with a second root in a Secret of its own; or copy the root into a ConfigMap that the Bundle reads instead.',
        };
      }
    }
  },
};

/** Whether a root is replaced by itself while something signs with it. */
function isLive({ kind, certificate, secret }: Root, graph: TrustGraph): boolean {
  return kind === 'self-signed' && certificate !== undefined && replacesItself(certificate) && secret !== undefined && graph.issuersSigningWith(secret).length > 0;
}

/** Whether a source may hold roots from before a renewal: something that people fill, or that is not known. */
function mayHoldFormerRoots({ complete, roots }: BundleSource): boolean {
  return !complete || roots.some(({ kind }) => kind === 'pem' || kind === 'given' || kind === 'unknown');
}
