/** A value as a JSON document of many lines. What a runner would take for a command (see `withoutCommands`) is written as an escape. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replaceAll('##[', '#\\u0023[')}\n`;
}

/** An object without the fields that have no value. */
export function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
