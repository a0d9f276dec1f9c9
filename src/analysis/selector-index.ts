/** Labels, of a pod or of a selector. */
export type Labels = ReadonlyMap<string, string>;

interface Entry<T> {
  readonly namespace: string;
  readonly selector: Labels;
  readonly item: T;
}

/** By namespace, then by the name of a label, then by its value. */
type ByLabel<V> = Map<string, Map<string, Map<string, V>>>;

/** Whether a selector's labels are all among the labels of a pod. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const [key, value] of selector) {
    if (labels.get(key) !== value) {
      return false;
    }
  }
  return true;
}

/**
 * Things that select pods by labels within a namespace, findable by the labels
 * of a pod. Each is filed under the rarest of its labels, so that a look-up
 * costs as much as the pod has labels, and not as much as there are selectors.
 */
export class SelectorIndex<T> {
  private readonly entries: Entry<T>[] = [];
  private filed?: ByLabel<Entry<T>[]>;

  /** Adds something, before the first look-up. An empty selector, whatever it means to its kind, is not filed. */
  public add(namespace: string, selector: Labels, item: T): void {
    if (selector.size > 0) {
      this.entries.push({ namespace, selector, item });
    }
  }

  /** What selects a pod with these labels. */
  public selecting(namespace: string, labels: Labels): T[] {
    this.filed ??= this.file();
    const found: T[] = [];
    const byKey = this.filed.get(namespace);
    if (byKey) {
      for (const [key, value] of labels) {
        for (const { selector, item } of byKey.get(key)?.get(value) ?? []) {
          if (selects(selector, labels)) {
            found.push(item);
          }
        }
      }
    }
    return found;
  }

  private file(): ByLabel<Entry<T>[]> {
    const uses: ByLabel<{ count: number }> = new Map();
    const usesOf = (namespace: string, label: Label) => at(uses, namespace, label, () => ({ count: 0 }));
    for (const { namespace, selector } of this.entries) {
      for (const label of selector) {
        usesOf(namespace, label).count++;
      }
    }
    const filed: ByLabel<Entry<T>[]> = new Map();
    for (const entry of this.entries) {
      const { namespace, selector } = entry;
      const rarest = [...selector].reduce((best, label) => (usesOf(namespace, label).count < usesOf(namespace, best).count ? label : best));
      at(filed, namespace, rarest, () => []).push(entry);
    }
    return filed;
  }
}

type Label = readonly [key: string, value: string];

/** What is filed under a label in a namespace; made if there is nothing. Texts joined to one key would cost more than the three steps. */
function at<V>(filed: ByLabel<V>, namespace: string, [key, value]: Label, make: () => V): V {
  return orMade(orMade(orMade(filed, namespace, () => new Map()), key, () => new Map()), value, make);
}

function orMade<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
