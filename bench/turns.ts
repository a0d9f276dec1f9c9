export type Figures = Readonly<Record<string, number>>;

/**
 * Measures several things in turn, in reverse order every other time, so that
 * what slows the machine slows all of them. Each answers one or more figures.
 */
export function inTurns<K extends string>(turns: number, title: string, contenders: Readonly<Record<K, () => Figures>>): Record<K, Figures[]> {
  const names = Object.keys(contenders) as K[];
  const results = Object.fromEntries(names.map(name => [name, [] as Figures[]])) as Record<K, Figures[]>;
  for (let turn = 0; turn < turns; turn++) {
    progress(`${title}: ${turn + 1} of ${turns}`);
    for (const name of turn % 2 === 0 ? names : [...names].reverse()) {
      results[name].push(contenders[name]());
    }
  }
  return results;
}

export function ratioOf(ours: readonly number[], baseline: readonly number[]): { ratio: number; ratios: number[] } {
  const ratios = ours.map((time, turn) => time / baseline[turn]);
  return { ratio: rounded(median(ratios)), ratios: ratios.map(rounded) };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export function rounded(number: number): number {
  return Math.round(number * 1000) / 1000;
}

export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
