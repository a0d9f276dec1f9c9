import { shown } from './problem';
import { fieldAt, Fields, isFields, textAt } from '../analysis/fields';
import { Manifest } from '../analysis/manifest';

/** What a document holds, in the order in which it is written. */
export type Content<Where> =
  | { readonly object: Manifest; readonly where: Where }
  | { readonly refused: string; readonly where: Where };

/** Leads from a list to its items, wherever they are written. */
export type ToItem<Where> = (list: Where, items: readonly unknown[]) => (index: number) => Where;

/**
 * The Kubernetes objects of a document, lists taken apart. What is no
 * Kubernetes object, such as the values of a chart, is left out without a
 * word; what was surely meant to be one and is none is refused.
 */
export function* contentOf<Where>(value: unknown, where: Where, toItem: ToItem<Where>): Generator<Content<Where>> {
  if (!isFields(value)) {
    yield { refused: `${Array.isArray(value) ? 'is a list' : 'is a single value'}, not an object. Kubernetes takes objects with apiVersion and kind only`, where };
    return;
  }
  const apiVersion = textAt(value, 'apiVersion');
  const kind = textAt(value, 'kind');
  if (apiVersion && kind) {
    const items = itemsOf(value, kind);
    if (!items) {
      yield { object: value as Manifest, where };
      return;
    }
    const whereOf = toItem(where, items);
    for (const [index, item] of items.entries()) {
      yield* contentOf(inherit(item, apiVersion, kind), whereOf(index), toItem);
    }
  } else if ((apiVersion || kind) && isFields(fieldAt(value, 'metadata'))) {
    yield { refused: `has ${apiVersion ? 'an apiVersion but no kind' : `the kind ${shown(kind!)} but no apiVersion`}. Add it, or Kubernetes refuses the object`, where };
  }
}

/** The items of a list: of `List` itself and of kinds such as `PodList`, which have no name as objects have. */
function itemsOf(value: Fields, kind: string): readonly unknown[] | undefined {
  const items = fieldAt(value, 'items');
  if (kind === 'List' && items === undefined) {
    return [];
  }
  return kind.endsWith('List') && Array.isArray(items) && !textAt(value, 'metadata', 'name') ? items : undefined;
}

/** An item of a `PodList` is a Pod even if it does not say so. */
function inherit(item: unknown, apiVersion: string, listKind: string): unknown {
  const kind = listKind.slice(0, -'List'.length);
  return kind !== '' && isFields(item) && !(textAt(item, 'apiVersion') && textAt(item, 'kind')) ? { apiVersion, kind, ...item } : item;
}

/** Whether a list was meant to be applied: `[{apiVersion: …, kind: …}]`. */
export function holdsObjects(list: readonly unknown[]): boolean {
  return list.some(item => textAt(item, 'apiVersion') && textAt(item, 'kind'));
}
