/** A block of code in a page. */
export interface Block {
  /** What a test about it is called: the heading, and the number of the block below it. */
  readonly title: string;
  readonly language: string;
  readonly code: string;
}

/** The blocks of a page in these languages. */
export function blocksOf(markdown: string, ...languages: readonly string[]): Block[] {
  const found: Block[] = [];
  let heading = '';
  let number = 0;
  for (const [, title, language, code] of markdown.matchAll(/^#+ (.*)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) {
      [heading, number] = [title, 0];
    } else {
      number++;
      found.push({ title: `${heading}, block ${number}`, language, code });
    }
  }
  return found.filter(({ language }) => languages.includes(language));
}
