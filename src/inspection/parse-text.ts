import { countLines } from '../sources/documents';
import { LIMITS } from '../sources/limits';
import { valuesOf } from '../sources/parse';
import { TextError } from '../sources/problem';

/** The value of a text of YAML or JSON, or what is wrong with it, and on which of its lines. */
export type ParsedText = { readonly value: unknown } | { readonly problem: string; readonly line: number };

/** Reads the first document of a text, within the limits of everything that is read. */
export function parseText(text: string): ParsedText {
  try {
    for (const { value } of valuesOf(text, LIMITS)) {
      return { value };
    }
    return { problem: 'is empty', line: 1 };
  } catch (error) {
    if (!(error instanceof TextError)) {
      throw error;
    }
    return { problem: error.message, line: 1 + countLines(text, 0, error.offset) };
  }
}
