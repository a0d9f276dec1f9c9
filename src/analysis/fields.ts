/**
 * Reading fields that may hold anything. Only own properties count, so that a
 * key like `__proto__` or `constructor` is a key like any other, and `null` is
 * an absent field, as it is for the API server.
 */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** Whether a value is an object with named fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path, or `undefined` if any step of it is missing. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  return follow(value, path);
}

function follow(value: unknown, path: readonly string[]): unknown {
  let current = value;
  // Not for … of, and no copies of the path: nothing else here is done as often.
  for (let step = 0; step < path.length; step++) {
    if (!isFields(current) || !Object.hasOwn(current, path[step])) {
      return undefined;
    }
    current = current[path[step]];
  }
  return current ?? undefined;
}

/** Whether a field is set. */
export function hasField(value: unknown, ...path: readonly string[]): boolean {
  return follow(value, path) !== undefined;
}

/** The object at a path; an empty one if there is none. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  const found = follow(value, path);
  return isFields(found) ? found : NONE;
}

/** The text at a path. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = follow(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** The whole number at a path. */
export function integerAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = follow(value, path);
  return typeof found === 'number' && Number.isInteger(found) ? found : undefined;
}

/** The list at a path; an empty one if there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = follow(value, path);
  return Array.isArray(found) ? found : [];
}

/** The texts of the list at a path. */
export function textsAt(value: unknown, ...path: readonly string[]): string[] {
  return listAt(value, ...path).filter(item => typeof item === 'string');
}

/** The entries with a text value of the map at a path. */
export function textMapAt(value: unknown, ...path: readonly string[]): Map<string, string> {
  return new Map(Object.entries(fieldsAt(value, ...path)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
