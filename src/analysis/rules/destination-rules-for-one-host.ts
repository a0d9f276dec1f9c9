import { Severity } from '../../core/finding';
import { append } from '../../core/multi-map';
import { hasField, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { DestinationRule, destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Two DestinationRules for one host, of which only the older one's traffic policy counts. */
export const destinationRulesForOneHost: Rule = {
  code: 'MTLS0602',
  severity: Severity.ERROR,
  title: 'Two DestinationRules of one namespace set the traffic policy of the same host',
  explanation: 'Istio merges their subsets, but of their traffic policies it takes the one of the oldest DestinationRule whole and drops the others, with the TLS settings in them. Which one is the oldest depends on the order in which they were once created. Rules that only add subsets are merged and not reported; neither are rules with a workload selector, nor those that are exported to different namespaces.',
  *check(inventory) {
    for (const [first, ...others] of inventory.view(sameScope)) {
      for (const other of others) {
        yield {
          object: other.object,
          others: [first.object],
          field: 'spec.trafficPolicy',
          message: `${described(other.object)}: sets the traffic policy of ${JSON.stringify(other.host)}, like ${described(first.object)}; that of the older one counts, and the other is dropped`,
          fix: 'Merge the two traffic policies into one DestinationRule; or, where one of them is the library\'s own, keep only yours with new IstioMesh(…, { clientEnforcement: false }).',
        };
      }
    }
  },
};

/** The groups of DestinationRules that Istio merges and that set TLS somewhere in a top-level traffic policy. */
function sameScope(inventory: Inventory): DestinationRule[][] {
  const groups = new Map<string, DestinationRule[]>();
  for (const rule of inventory.view(destinationRules)) {
    const { manifest } = rule.object;
    if (!rule.hasSelector && hasField(manifest, 'spec', 'trafficPolicy')) {
      append(groups, JSON.stringify([rule.namespace, rule.host, ...textsAt(manifest, 'spec', 'exportTo').sort()]), rule);
    }
  }
  return [...groups.values()].filter(group => group.length > 1 && group.some(setsTls));
}

function setsTls(rule: DestinationRule): boolean {
  return [...tlsSettingsOf(rule)].some(({ field }) => field.startsWith('spec.trafficPolicy.'));
}
