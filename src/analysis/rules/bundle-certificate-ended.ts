import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { trustGraph } from '../trust/trust-graph';

/** A root that nobody should trust any more. */
export const bundleCertificateEnded: Rule = {
  code: 'MTLS0410',
  severity: Severity.WARNING,
  title: 'A Bundle distributes a certificate that has ended',
  explanation: 'trust-manager distributes certificates that have ended, unless it was told to filter them (filterExpiredCertificates). What such a root signed is refused. Either its successor is missing from the Bundle, and calls fail already, or it was forgotten, and its key still makes certificates for every peer that does not look at the time.',
  *check(inventory, context) {
    for (const bundle of trustGraph(inventory, clusterOf(context)).bundles()) {
      for (const source of bundle.sources) {
        const ended = source.roots.flatMap(({ pem }) => (pem?.notAfter && pem.notAfter < context.now ? [pem] : []));
        if (ended.length > 0) {
          const [first] = ended;
          yield {
            object: bundle.object,
            ...source.object ? { others: [source.object] } : {},
            field: source.field,
            message: `${described(bundle.object)}: ${source.field} has ${ended.length === 1 ? 'a certificate that has' : `${ended.length} certificates that have`} ended, ${JSON.stringify((first.subject ?? '').split('\n').pop())} on ${first.notAfter!.toISOString().slice(0, 10)}`,
            fix: 'Remove it, or replace it by its successor.',
          };
        }
      }
    }
  },
};
