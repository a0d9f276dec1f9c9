/** A mistake in how the program was called: what is wrong, and what to write instead. */
export class Usage extends Error {}

/** Several words as a person lists them: `error, warning or never`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
