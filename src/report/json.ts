/** What JSON allows in a text and a terminal obeys: the control characters beyond ASCII's, and directions of writing. */
const OBEYED = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A value as a JSON document of many lines. What a terminal or a pipeline's runner would obey (see `withoutCommands`) is written as an escape. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(OBEYED, escaped).replaceAll('##[', '#\\u0023[')}\n`;
}

/** A character as one or two escapes, as JSON has it. */
function escaped(character: string): string {
  return character.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

/** An object without the fields that have no value. */
export function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
