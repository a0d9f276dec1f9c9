import type { Aspect } from '../../analysis/clusters/side-by-side';
import { markdownTable, markdownText } from '../markdown';

/** What clusters have, side by side, as a table. */
export function sideBySideMarkdown(aspects: readonly Aspect[]): string {
  const clusters = [...aspects[0]?.values.keys() ?? []];
  return markdownTable(['', 'Aspect', ...clusters.map(markdownText)], aspects.map(({ name, values, differs }) => [
    differs ? '≠' : '', markdownText(name), ...[...values.values()].map(markdownText),
  ]));
}
