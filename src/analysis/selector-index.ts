import { append } from '../core/multi-map';

/** Labels, of a pod or of a selector. */
export type Labels = ReadonlyMap<string, string>;

interface Entry<T> {
  readonly selector: Labels;
  /** The labels of the selector within their namespace. */
  readonly keys: readonly string[];
  readonly item: T;
}

/** Whether a selector's labels are all among the labels of a pod. */
export function selects(selector: Labels, labels: Labels): boolean {
  return [...selector].every(([key, value]) => labels.get(key) === value);
}

/**
 * Things that select pods by labels within a namespace, findable by the labels
 * of a pod. Each is filed under the rarest of its labels, so that a look-up
 * costs as much as the pod has labels, and not as much as there are selectors.
 */
export class SelectorIndex<T> {
  private readonly entries: Entry<T>[] = [];
  private filed?: Map<string, Entry<T>[]>;

  /** Adds something, before the first look-up. An empty selector, whatever it means to its kind, is not filed. */
  public add(namespace: string, selector: Labels, item: T): void {
    if (selector.size > 0) {
      this.entries.push({ selector, keys: [...selector].map(label => keyOf(namespace, label)), item });
    }
  }

  /** What selects a pod with these labels. */
  public selecting(namespace: string, labels: Labels): T[] {
    this.filed ??= this.file();
    return [...labels].flatMap(label => (this.filed!.get(keyOf(namespace, label)) ?? [])
      .filter(({ selector }) => selects(selector, labels))
      .map(({ item }) => item));
  }

  private file(): Map<string, Entry<T>[]> {
    const uses = new Map<string, number>();
    for (const key of this.entries.flatMap(({ keys }) => keys)) {
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
    const filed = new Map<string, Entry<T>[]>();
    for (const entry of this.entries) {
      append(filed, entry.keys.reduce((rarest, key) => (uses.get(key)! < uses.get(rarest)! ? key : rarest)), entry);
    }
    return filed;
  }
}

function keyOf(namespace: string, [key, value]: readonly [string, string]): string {
  return JSON.stringify([namespace, key, value]);
}
