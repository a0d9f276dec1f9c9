import { ChunkValues } from './chunks';
import { TextValue } from './parse';
import { fieldAt } from '../analysis/fields';

type Packed = readonly [start: number, value: unknown, size: number, offset: number, part: readonly [number, number] | null];

/**
 * Values as a text that another thread can be given: V8 reads JSON faster than it copies objects. Left out is what
 * is more than its value: lists, whose items are looked up in the text, and aliases, which JSON would write out.
 */
export function pack(values: ChunkValues): string {
  const packed: Packed[] = [];
  for (const [start, { value, size, aliased, where: { offset, part = null } }] of values) {
    if (!aliased && !Array.isArray(fieldAt(value, 'items'))) {
      packed.push([start, value, size, offset, part]);
    }
  }
  return JSON.stringify(packed);
}

export function unpack(text: string): ChunkValues {
  const packed: readonly Packed[] = JSON.parse(text);
  return new Map(packed.map(([start, value, size, offset, part]): [number, TextValue] => {
    const where = { offset, part: part ?? undefined, way: [] };
    return [start, { value, size, aliased: false, where, toItem: () => () => where }];
  }));
}
