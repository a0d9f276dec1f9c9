import * as fc from 'fast-check';
import { object } from './loading';
import { WORD } from './pieces';
import { chunksOf, valuesOfChunk } from '../../src/sources/chunks';
import { nextDocument, splitDocuments } from '../../src/sources/documents';
import { LIMITS } from '../../src/sources/limits';
import { pack, unpack } from '../../src/sources/packed';
import { TextValue, valuesOf } from '../../src/sources/parse';

/** Documents of which most are in order, so that many are parsed together. */
const DOCUMENT = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(object('a'), '\n# a comment\n', '', `${object('b')}items:\n- {a: 1}\n- b: [2]\n`, 'apiVersion: v1\nkind: List\nitems:\n- kind: X\n  apiVersion: v1\n-  a\n') },
  { weight: 1, arbitrary: fc.constantFrom(`${object('c')}v: &a [1, {b: ü}]\nw: *a\n`, '{"apiVersion": "v1", "kind": "X"}\n{"kind": "Y"}\n', 'text\n', '"text"\n', 'a: 1\r---\rb: 2\r', '__proto__: {a: 1}\n', '<<: {a: 1}\n', '!!binary aGk=\n') },
  { weight: 1, arbitrary: fc.array(WORD, { maxLength: 12 }).map(words => words.join('')) },
);
const TEXT = fc.array(fc.tuple(DOCUMENT, fc.constantFrom('---\n', '---\n', '---\r\n', '--- # next\n', '--- ', '...\n', '%YAML 1.2\n---\n', '\n---\n')), { maxLength: 8 })
  .map(parts => Buffer.from(parts.flatMap(([document, marker]) => [document, marker]).join('')));

/** What is known of a value, the places of its items included. */
function told({ value, size, aliased, where, toItem }: TextValue): unknown {
  const items = (value as any)?.items;
  return { value, size, aliased, where, items: Array.isArray(items) ? items.map((_, index) => toItem(where, items)(index)) : [] };
}

/** What each document says by itself, if it holds one value and nothing is wrong with it. */
function alone(bytes: Buffer): Map<number, unknown> {
  return new Map([...splitDocuments(bytes)].flatMap(({ start, end }): [number, unknown][] => {
    try {
      const values = [...valuesOf(bytes.toString('utf8', start, end), LIMITS)];
      return values.length === 1 && values[0].value !== null ? [[start, told(values[0])]] : [];
    } catch {
      return [];
    }
  }));
}

test('documents that are parsed together say what each says alone', () => fc.assert(fc.property(TEXT, bytes => {
  const values = [...valuesOfChunk(bytes, LIMITS)].filter(([, { value }]) => value !== null);
  expect(new Map(values.map(([start, value]) => [start, told(value)]))).toEqual(alone(bytes));
}), { numRuns: 1000 }));

test('what is handed from thread to thread stays as it is', () => fc.assert(fc.property(TEXT, bytes => {
  const values = valuesOfChunk(bytes, LIMITS);
  const unpacked = unpack(pack(values));
  for (const [start, value] of unpacked) {
    expect(told(value)).toEqual(told(values.get(start)!));
  }
  const left = [...values].filter(([start]) => !unpacked.has(start)).map(([, value]) => value);
  expect(left.filter(({ value, aliased }) => !aliased && !Array.isArray((value as any)?.items))).toEqual([]);
}), { numRuns: 1000 }));

test('a chunk ends where a document begins', () => fc.assert(fc.property(TEXT, fc.nat(200), (bytes, from) => {
  const next = nextDocument(bytes, from);
  expect([...splitDocuments(bytes)].map(({ start }) => start).concat(bytes.length)).toContain(next);
  expect(next).toBeGreaterThanOrEqual(Math.min(from, bytes.length));
}), { numRuns: 1000 }));

test('chunks hold every document that is not too large for one, and no other', () => {
  const large = `---\n${object('large')}data: "${'x'.repeat(300_000)}"\n`;
  const small = Array.from({ length: 3000 }, (_, index) => `---\n${object(`small-${index}`)}`).join('');
  const bytes = Buffer.from(`${small}${large}${small}`);
  const text = { name: 'a.yaml', bytes, source: () => bytes, named: true };
  const chunks = [...chunksOf(text)];
  expect(chunks.length).toBeGreaterThan(4);
  const values = chunks.flatMap(({ start, end }) => [...valuesOfChunk(bytes.subarray(start, end), LIMITS).values()]);
  const names = values.map(({ value }) => (value as any).metadata.name);
  expect(names).not.toContain('large');
  // What shares the chunk of the large one is read beside it.
  expect(names.length).toBeGreaterThan(4500);
  expect(new Set(names).size).toBe(3000);
});

test('documents of which one is broken are read one by one', () => {
  const bytes = Buffer.from(`---\n${object('a')}---\na: [\n---\n${object('b')}`);
  expect([...valuesOfChunk(bytes, LIMITS).values()].map(({ value }) => (value as any).metadata.name)).toEqual(['a', 'b']);
});
