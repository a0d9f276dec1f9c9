import { fieldAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { SourcedManifest } from '../manifest';
import { Labels } from '../selector-index';

/**
 * Whether a label selector matches, expressions included: `undefined` if labels
 * decide it that are not known. A selector that says nothing matches everything.
 */
export function selectorMatches(selector: unknown, labels: Labels, complete = true): boolean | undefined {
  const answers = [
    ...[...textMapAt(selector, 'matchLabels')].map(([key, value]) => isIn(labels.get(key), [value], complete)),
    ...listAt(selector, 'matchExpressions').map(expression => expressionMatches(expression, labels, complete)),
  ];
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** Whether a Bundle writes its targets to a namespace: `undefined` if that depends on labels that are not known. */
export function isTargetNamespace(inventory: Inventory, bundle: SourcedManifest, namespace: string): boolean | undefined {
  const object = inventory.find('', 'Namespace', undefined, namespace);
  const labels = new Map([...textMapAt(object?.manifest, 'metadata', 'labels'), ['kubernetes.io/metadata.name', namespace]]);
  return selectorMatches(fieldAt(bundle.manifest, 'spec', 'target', 'namespaceSelector'), labels, object !== undefined);
}

function expressionMatches(expression: unknown, labels: Labels, complete: boolean): boolean | undefined {
  const value = labels.get(textAt(expression, 'key') ?? '');
  const values = textsAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In': return isIn(value, values, complete);
    case 'NotIn': return not(isIn(value, values, complete));
    case 'Exists': return isThere(value, complete);
    case 'DoesNotExist': return not(isThere(value, complete));
    default: return undefined;
  }
}

function isIn(value: string | undefined, values: readonly string[], complete: boolean): boolean | undefined {
  return value === undefined ? isThere(value, complete) : values.includes(value);
}

function isThere(value: string | undefined, complete: boolean): boolean | undefined {
  return value !== undefined ? true : complete ? false : undefined;
}

function not(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}
