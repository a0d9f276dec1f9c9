import { Severity } from '../../core/finding';
import { populatedNamespaces } from '../istio/completeness';
import { meshOf } from '../istio/mesh';
import { subsetRoutes } from '../istio/subset-routes';
import { described } from '../manifest';
import { subjectOf } from '../network/destination';
import { Rule } from '../rule';
import { selects } from '../selector-index';

/** A route to a subset without pods. */
export const routeToEmptySubset: Rule = {
  code: 'MTLS0618',
  severity: Severity.WARNING,
  title: 'A route leads to a subset that selects no pods',
  explanation: 'Every request of the route is answered with 503, "no healthy upstream", and what the subset says about TLS is never used (istioctl IST0173, Kiali KIA0203). Reported for the pods behind a Service that are among the objects; a subset to which nothing leads does no harm, and is not reported.',
  *check(inventory, context) {
    const { registry } = meshOf(inventory, context);
    const populated = inventory.view(populatedNamespaces);
    for (const { object, field, host, name, rule, subset } of subsetRoutes(inventory, context)) {
      const backends = subset && populated.has(host.namespace) ? host.ports.flatMap(port => registry.backendsOf(host, port)) : [];
      if (backends.length > 0 && !backends.some(backend => selects(subset!.labels, subjectOf(backend)!.labels))) {
        yield {
          object,
          others: [rule.object],
          field,
          message: `${described(object)}: ${field} ${JSON.stringify(name)} of ${host.name} selects no pods: none behind the Service has the labels ${[...subset!.labels].map(([key, value]) => `${key}=${value}`).join(', ')}`,
          fix: 'Write the labels of the pods into the subset; or lead the route elsewhere until there are such pods.',
        };
      }
    }
  },
};
