import { Severity } from '../../core/finding';
import { textsAt } from '../fields';
import { Inventory } from '../inventory';
import { DestinationRule, destinationRules, namespaceOfHost } from '../istio/destination-rules';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { workloads } from '../workloads';

/** A DestinationRule in a namespace where those for whom it is meant do not look. */
export const destinationRuleInThirdNamespace: Rule = {
  code: 'MTLS0604',
  severity: Severity.WARNING,
  title: 'A DestinationRule is where its callers do not look for it',
  explanation: 'A caller looks for DestinationRules in its own namespace, then in that of the Service, then in the root namespace, and nowhere else: exportTo does not add a place (istio#14817, #42570). A rule in a third namespace applies to callers of that namespace only. Reported if such a rule is exported to others by name, which has no effect; or if the Service with its pods is among the objects, and nothing that could call runs in the namespace of the rule.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    for (const rule of inventory.view(destinationRules)) {
      const home = namespaceOfHost(rule.host);
      if (rule.hasSelector || home === undefined || home === rule.namespace || rule.namespace === rootNamespace) {
        continue;
      }
      const exported = textsAt(rule.object.manifest, 'spec', 'exportTo').filter(target => target !== '.' && target !== rule.namespace);
      if (exported.length > 0 || isAlone(inventory, rule, home)) {
        yield {
          object: rule.object,
          field: exported.length > 0 ? 'spec.exportTo' : 'metadata.namespace',
          message: exported.length > 0
            ? `${described(rule.object)}: is exported to ${exported.map(target => JSON.stringify(target)).join(', ')}, but callers of ${JSON.stringify(rule.host)} look for it in their own namespace, in ${JSON.stringify(home)} and in ${JSON.stringify(rootNamespace)}`
            : `${described(rule.object)}: nothing in its namespace calls ${JSON.stringify(rule.host)}, and callers elsewhere do not look there`,
          fix: `Move it to the namespace ${JSON.stringify(home)} of the Service, to apply to all callers; or to the namespace of the caller.`,
        };
      }
    }
  },
};

/** Whether the Service has its pods among the objects, and the rule's namespace has none. */
function isAlone(inventory: Inventory, rule: DestinationRule, home: string): boolean {
  const populated = inventory.view(namespacesWithWorkloads);
  return populated.has(home) && !populated.has(rule.namespace) && inventory.find('', 'Service', home, rule.host.split('.')[0]) !== undefined;
}

function namespacesWithWorkloads(inventory: Inventory): ReadonlySet<string> {
  return new Set(inventory.view(workloads).map(({ namespace }) => namespace));
}
