import { Severity } from '../../core/finding';
import { subsetRoutes } from '../istio/subset-routes';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A route to a subset that no DestinationRule has. */
export const routeToMissingSubset: Rule = {
  code: 'MTLS0617',
  severity: Severity.ERROR,
  title: 'A route leads to a subset that the DestinationRule does not have',
  explanation: 'The proxy has no cluster for the subset, and answers every request of the route with 503. The subset is missing where a second DestinationRule for the host, in a namespace that is searched first, takes the place of the one that has it: only the first namespace with a rule for the host counts. Not reported if no DestinationRule for the host is among the objects.',
  *check(inventory, context) {
    for (const { object, field, host, name, rule, subset } of subsetRoutes(inventory, context)) {
      if (!subset) {
        yield {
          object,
          others: [rule.object],
          field,
          message: `${described(object)}: ${field} ${JSON.stringify(name)} is no subset of ${host.name} in ${described(rule.object)}, so that the calls fail`,
          fix: `Add the subset to ${described(rule.object)}; or write one that it has${rule.subsets.length > 0 ? `: ${rule.subsets.map(known => known.name).join(', ')}` : ''}.`,
        };
      }
    }
  },
};
