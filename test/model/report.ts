import { Trace } from './explorer';

/** Columns, as wide as they need to be; numbers are to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const shown = rows.map(row => row.map(cell => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)));
  const columns = shown[0].map((_, column) => ({
    width: Math.max(...shown.map(row => row[column].length)),
    isNumber: shown.slice(1).every(row => /^[\d,.]+$/.test(row[column])),
  }));
  return shown.map(row => row.map((cell, column) => {
    const { width, isNumber } = columns[column];
    return isNumber ? cell.padStart(width) : cell.padEnd(width);
  }).join('  ').trimEnd());
}

/** A trace, a line for each step, with what is to be said of some of them, and what is wrong in the end. */
export function traceLines<State>({ steps, violation }: Trace<State>, remarks: ReadonlyMap<number, string> = new Map()): string[] {
  const width = Math.max(...steps.map(({ who }) => who.length));
  return [
    ...steps.flatMap(({ who, what }, index) => {
      const remark = remarks.get(index);
      return [`${String(index + 1).padStart(4)}  ${who.padEnd(width)}  ${what}`, ...remark ? [`${' '.repeat(width + 8)}^ ${remark}`] : []];
    }),
    `      => ${violation}`,
  ];
}
