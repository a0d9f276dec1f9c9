import { populatedNamespaces } from './completeness';
import { policySelection } from './policy-selection';
import { Inventory } from '../inventory';
import { described, SourcedManifest } from '../manifest';
import { clusterOf, RuleContext, Violation } from '../rule';
import { Labels } from '../selector-index';

/** What selects pods by labels in its namespace. */
interface Selecting {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly selector: Labels;
}

/** The policies whose selectors match no pods, although the pods of their namespaces are known. */
export function* idleSelectors(policies: readonly Selecting[], inventory: Inventory, context: RuleContext): Generator<Violation> {
  const { rootNamespace } = clusterOf(context);
  const populated = inventory.view(populatedNamespaces);
  const selection = policySelection(inventory, context);
  for (const { object, namespace, selector } of policies) {
    if (selector.size > 0 && namespace !== rootNamespace && populated.has(namespace) && !selection.isUsed(object)) {
      const labels = [...selector].map(([key, value]) => `${key}=${value}`).join(', ');
      yield {
        object,
        field: 'spec.selector.matchLabels',
        message: `${described(object)}: selects no workload: no pods in the namespace ${JSON.stringify(namespace)} have the labels ${labels}`,
        fix: 'Write the labels that stand in the template of the pods.',
      };
    }
  }
}
