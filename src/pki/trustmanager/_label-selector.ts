import { LabelSelector } from './label-selector';
import { usageError } from '../../core/usage-error';
import type { BundleSpec } from '../../imports/trust-manager';

export type LabelSelectorSpec = NonNullable<NonNullable<BundleSpec['target']>['namespaceSelector']>;

/** The selector as Kubernetes writes it. An empty one would select everything, so it is refused. */
export function labelSelectorSpec(call: string, { labels = {}, expressions = [] }: LabelSelector, remedy: string): LabelSelectorSpec {
  const anyLabel = Object.keys(labels).length > 0;
  if (!anyLabel && expressions.length === 0) {
    throw usageError(undefined, call, 'the selector is empty, which selects everything', remedy);
  }
  return {
    matchLabels: anyLabel ? { ...labels } : undefined,
    matchExpressions: expressions.length > 0 ? expressions.map(expression => expression._spec) : undefined,
  };
}
