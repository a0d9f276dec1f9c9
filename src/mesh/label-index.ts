import { append } from '../core/multi-map';

/** Whether every label of the selector is among the labels. An empty selector selects nothing here. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  const required = Object.entries(selector);
  return required.length > 0 && required.every(([key, value]) => labels[key] === value);
}

/**
 * Finds selectors by the labels they select, and labels by the selectors that
 * select them, without comparing all with all.
 */
export class LabelIndex<S, L> {
  private readonly selectorsByFirstLabel = new Map<string, { selector: Record<string, string>; item: S }[]>();
  private readonly itemsByLabel = new Map<string, { labels: Record<string, string>; item: L }[]>();

  public addSelector(selector: Record<string, string>, item: S): void {
    const first = Object.entries(selector).sort()[0];
    if (first) {
      append(this.selectorsByFirstLabel, first.join('='), { selector, item });
    }
  }

  public addLabels(labels: Record<string, string>, item: L): void {
    for (const label of Object.entries(labels)) {
      append(this.itemsByLabel, label.join('='), { labels, item });
    }
  }

  /** What was added with a selector that selects these labels. */
  public selecting(labels: Record<string, string>): S[] {
    return Object.entries(labels).sort()
      .flatMap(label => this.selectorsByFirstLabel.get(label.join('=')) ?? [])
      .filter(({ selector }) => selects(selector, labels))
      .map(({ item }) => item);
  }

  /** What was added with labels that this selector selects. */
  public selectedBy(selector: Record<string, string>): L[] {
    const candidates = Object.entries(selector).map(label => this.itemsByLabel.get(label.join('=')) ?? []);
    const fewest = candidates.sort((a, b) => a.length - b.length)[0] ?? [];
    return fewest.filter(({ labels }) => selects(selector, labels)).map(({ item }) => item);
  }
}
