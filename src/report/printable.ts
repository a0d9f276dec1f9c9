/** Characters that a terminal obeys, or that make a text look like another one: control characters, directions of writing, halves of characters, line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Almost all text is plain, and then needs no closer look. */
const NOT_PLAIN = /[^ -~]/;

/** Text of the input as it may be shown: on one line, and with nothing in it that a terminal obeys. */
export function printable(text: string): string {
  return NOT_PLAIN.test(text) ? text.replace(UNPRINTABLE, character => `\\u{${character.codePointAt(0)!.toString(16)}}`) : text;
}

/**
 * A whole output without what a pipeline's runner would take for a command: in
 * the log of GitHub Actions, `::add-mask::` at the start of a line is one, and
 * so is `##[add-mask]` anywhere.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function withoutCommands(output: string): string {
  return output.replace(/^([^\S\n]*):(?=:[^\S\n]*[a-z_-])/gim, '$1\\:').replaceAll('##[', '#\\#[');
}
