import { createColors } from 'picocolors';
import { Severity } from '../core/finding';
import { Verdict } from '../core/flow';

/** How text is set for whoever reads it. */
export interface Layout {
  /** In characters. */
  readonly width: number;
  readonly colour: boolean;
}

export type Paint = (text: string) => string;

/** What is emphasized how; without colour, nothing is. */
export class Style {
  public readonly strong: Paint;
  public readonly faint: Paint;
  private readonly severities: Record<Severity, Paint>;
  private readonly verdicts: Record<Verdict, Paint>;

  constructor({ colour }: Pick<Layout, 'colour'>) {
    const { bold, dim, red, yellow, green, cyan } = createColors(colour);
    this.strong = bold;
    this.faint = dim;
    this.severities = { [Severity.ERROR]: red, [Severity.WARNING]: yellow };
    this.verdicts = {
      [Verdict.MUTUAL_TLS]: green,
      [Verdict.TLS]: cyan,
      [Verdict.PLAINTEXT]: red,
      [Verdict.REFUSED]: yellow,
      [Verdict.UNKNOWN]: yellow,
    };
  }

  public severity(severity: Severity): Paint {
    return text => this.strong(this.severities[severity](text));
  }

  public verdict(verdict: Verdict): Paint {
    return text => this.strong(this.verdicts[verdict](text));
  }
}

/** Lines no longer than the width where words allow it, each after the indent. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map(each => `${indent}${each}`).join('\n');
}

/** A cell of a table, and how to paint it once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Rows whose columns begin below each other, two spaces apart. */
export function columns(rows: readonly (readonly Cell[])[]): string[] {
  const widths = columnWidths(rows);
  return rows.map(row => row.map(({ text, paint = same }, index) => {
    return paint(text) + (index < row.length - 1 ? ' '.repeat(widths[index] - text.length) : '');
  }).join('  ').trimEnd());
}

/** How wide the text of each column is. */
export function columnWidths(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, index) => { widths[index] = Math.max(widths[index] ?? 0, text.length); });
  }
  return widths;
}

function same(text: string): string {
  return text;
}

/** `1 error`, `3 errors`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
