import { Limits } from './limits';
import { TextError } from './problem';
import { Parsed } from './yaml';

/** A JSON value in a text. */
export interface JsonValue extends Parsed {
  readonly start: number;
  readonly end: number;
  /** Where the items of the list at an offset begin and end. */
  itemsAt(offset: number): readonly Range[];
}

export type Range = readonly [from: number, to: number];

interface Scan {
  readonly end: number;
  /** Fields of objects, each time that one is written. */
  readonly members: number;
  readonly values: number;
  readonly items: readonly Range[];
}

/**
 * The JSON object at an offset, or `undefined` if it must be read as YAML: to
 * say what is wrong with it, or because it is YAML after all. V8 parses JSON ten times as
 * fast as anything that we could write, but tells no positions and takes the last of
 * two equal keys; a scan beside it finds out the rest.
 */
export function jsonAt(text: string, start: number, limits: Limits): JsonValue | undefined {
  const scan = scanJson(text, start, limits.depth);
  if (!scan) {
    return undefined;
  }
  if (scan.values > limits.values) {
    throw new TextError(`has more than ${limits.values} values. Check fewer objects at a time`, start);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start, scan.end));
  } catch {
    return undefined;
  }
  if (countMembers(value) !== scan.members) {
    return undefined;
  }
  return {
    value,
    size: scan.values,
    aliased: false,
    start,
    end: scan.end,
    offsetOf: () => start,
    itemsAt: offset => offset === start ? scan.items : scanJson(text, offset, limits.depth)?.items ?? [],
  };
}

/** The offset of the next character that is no white space of JSON. */
export function skipSpace(text: string, from: number): number {
  let i = from;
  for (let c = text.charCodeAt(i); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(i)) {
    i++;
  }
  return i;
}

/** Walks over one object or list without checking more than that its brackets close. */
function scanJson(text: string, start: number, maxDepth: number): Scan | undefined {
  const items: Range[] = [];
  let depth = 0;
  let members = 0;
  let values = 0;
  let keyFrom = start;
  let keyTo = start;
  // The list called `items` of the outermost object: its items begin at depth 2.
  let inItems = false;
  let itemFrom = -1;
  for (let i = start; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 34: { // "
        const end = endOfString(text, i);
        if (depth === 1) {
          keyFrom = i;
          keyTo = end;
        }
        i = end;
        break;
      }
      case 58: // :
        members++;
        if (depth === 1) {
          inItems = keyTo - keyFrom === 6 && text.startsWith('"items"', keyFrom) && text.charCodeAt(skipSpace(text, i + 1)) === 91;
        }
        break;
      case 44: // ,
        values++;
        if (depth === 2 && inItems) {
          items.push([itemFrom, i]);
          itemFrom = skipSpace(text, i + 1);
        } else if (depth === 1) {
          inItems = false;
        }
        break;
      case 91: case 123: // [ {
        values++;
        if (++depth > maxDepth) {
          return undefined;
        }
        if (depth === 2 && inItems) {
          itemFrom = skipSpace(text, i + 1);
        }
        break;
      case 93: case 125: // ] }
        depth--;
        if (depth === 1 && inItems) {
          if (itemFrom < i) {
            items.push([itemFrom, i]);
          }
          inItems = false;
        }
        if (depth === 0) {
          return { end: i + 1, members, values, items };
        }
        break;
    }
  }
  return undefined;
}

/** The offset of the quote that closes the string at an offset. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) {
      i++;
    } else if (c === 34) {
      return i;
    }
  }
  return text.length;
}

function countMembers(root: unknown): number {
  const open: unknown[] = [root];
  let count = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) {
      for (const item of value) {
        if (typeof item === 'object') {
          open.push(item);
        }
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        count++;
        const field = (value as any)[key];
        if (typeof field === 'object') {
          open.push(field);
        }
      }
    }
  }
  return count;
}
