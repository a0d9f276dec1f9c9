/** A text as one word of a command line, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w./=@:-]+$/.test(text) ? text : `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
