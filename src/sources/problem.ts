import { compareText } from '../core/compare-text';

/** Something that could not be read, and what to do about it. */
export interface SourceProblem {
  /** The file as the user named it, or `<stdin>`. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** A sentence of plain words. */
  readonly message: string;
}

/** Longer excerpts of hostile input help nobody. */
const LONGEST = 200;

/** Why a text was refused, at an offset in it. */
export class TextError extends Error {
  constructor(message: string, public readonly offset: number) {
    super(message);
  }
}

/** Text of the input as a message may show it: short, and without control characters that a terminal would obey. */
export function shown(text: string): string {
  const printable = text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
  return text.length > LONGEST ? `${printable}…` : printable;
}

/** By file, then by line. */
export function compareProblems(a: SourceProblem, b: SourceProblem): number {
  return compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
