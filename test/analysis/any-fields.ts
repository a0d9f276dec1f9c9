import * as fc from 'fast-check';
import { PlainObject } from './objects';

/** Every place in an object that a value can be put into, as its path. */
function placesOf(value: unknown, path: string[] = []): string[][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, each]) => placesOf(each, [...path, key])) : [];
  return path.length === 0 || ['apiVersion', 'kind'].includes(path[0]) || path.join('.') === 'metadata' ? inside : [path, ...inside];
}

const anyValue = fc.oneof(
  fc.constantFrom(null, undefined, 0, -1, 1.5, true, '', '*', ':', '/', [], [[]], [null], {}, { constructor: 1 }, { ['__proto__']: 1 }, 'toString', '__proto__'),
  fc.anything(),
);

/** Puts a value in place of another one in an object, at whatever depth: the one in this position, counted round and round. */
export function replaceIn(object: PlainObject, position: number, value: unknown): void {
  const places = holdersIn(object);
  const [holder, name] = places[position % places.length];
  holder[name] = structuredClone(value);
}

function holdersIn(object: PlainObject): [PlainObject, string][] {
  return Object.entries(object).flatMap(([name, inner]) => [
    [object, name] as [PlainObject, string], ...typeof inner === 'object' && inner !== null ? holdersIn(inner as PlainObject) : [],
  ]);
}

/** The objects with other values in some places. */
export function withAnyFields(originals: readonly PlainObject[]): fc.Arbitrary<PlainObject[]> {
  const places = originals.flatMap((object, index) => placesOf(object).map(path => ({ index, path })));
  return fc.array(fc.tuple(fc.constantFrom(...places), anyValue), { minLength: 1, maxLength: 4 }).map(changes => {
    const objects = structuredClone([...originals]);
    for (const [{ index, path }, value] of changes) {
      let parent: any = objects[index];
      for (const key of path.slice(0, -1)) {
        parent = Object.hasOwn(parent ?? {}, key) ? parent[key] : undefined;
      }
      if (typeof parent === 'object' && parent !== null) {
        parent[path.at(-1)!] = value;
      }
    }
    return objects;
  });
}
