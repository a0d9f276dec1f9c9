import type { Aspect } from '../../analysis/clusters/side-by-side';
import { columns, Style } from '../layout';
import { printable } from '../printable';

/** What clusters have, side by side, for a person: one line where all have the same, else one for each cluster. */
export function sideBySideText(aspects: readonly Aspect[], style: Style): string {
  const rows = aspects.flatMap(({ name, values, differs }) => {
    const distinct = new Set(values.values());
    const lines = distinct.size === 1 ? [...distinct] : [...values].map(([cluster, value]) => `${cluster}: ${value}`);
    return lines.map((line, index) => [
      { text: index === 0 && differs ? '≠' : ' ', paint: style.strong },
      { text: index === 0 ? printable(name) : '', paint: style.faint },
      { text: printable(line) },
    ]);
  });
  const title = aspects.some(({ differs }) => differs) ? 'Where the clusters disagree (≠), and where they do not' : 'The clusters agree';
  return `${style.strong(title)}\n${columns(rows).join('\n')}\n`;
}
