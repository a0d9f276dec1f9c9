import { compare, CompareOptions, State } from '../../../src/analysis/diff/compare';
import { Diff } from '../../../src/analysis/diff/difference';
import { RuleContext } from '../../../src/analysis/rule';
import { inventoryOf, NOW, PlainObject } from '../objects';

/** A state of the manifests. */
export function state(objects: readonly PlainObject[], context: Partial<RuleContext> = {}): State {
  return { inventory: inventoryOf(objects), context: { now: NOW, ...context } };
}

/** What a change from some objects to others makes different. */
export function diff(before: readonly PlainObject[], after: readonly PlainObject[], options?: CompareOptions): Diff {
  return compare(state(before), state(after), options);
}

/** The differences between calls, each as `flow-refused error shop/web → shop/cart:80`. */
export function flows({ flows: differences }: Diff): string[] {
  return differences.map(({ kind, severity, client, server, port }) => `${kind} ${severity} ${client.namespace}/${client.name} → ${server.namespace}/${server.name}:${port}`);
}

/** What goes wrong on the way, each as `rollout-refused error web → cart; policies-first: until …; workloads-first: safe`. */
export function transitions({ transitions: differences }: Diff): string[] {
  return differences.map(({ kind, severity, client, server, orders }) => {
    const outcomes = orders.map(({ order, safe, moment }) => `${order}: ${safe ? 'safe' : moment}`);
    return [`${kind} ${severity} ${client.name} → ${server.name}`, ...outcomes].join('; ');
  });
}

/** The differences in trust, each as `issuer-appears info`. */
export function trust({ trust: differences }: Diff): string[] {
  return differences.map(({ kind, severity }) => `${kind} ${severity}`);
}
