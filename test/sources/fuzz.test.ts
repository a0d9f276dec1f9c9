import * as fc from 'fast-check';
import { parseDocument, stringify } from 'yaml';
import { loadText, object } from './loading';
import { WORD } from './pieces';
import { lineOfField } from '../../src/sources';

const JSON_VALUE = fc.jsonValue({ maxDepth: 5 });
const FIELDS = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('on', 'y', '8080', '__proto__', 'items', 'kind', 'null', '~', '')), JSON_VALUE, { maxKeys: 6 });

/** Values as JSON has them: no negative zero. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

test('random objects mean the same as JSON and as YAML, however they are laid out', () => fc.assert(fc.asyncProperty(
  FIELDS, fc.constantFrom(0, 2, '\t'), fc.record({ indent: fc.integer({ min: 1, max: 8 }), lineWidth: fc.constantFrom(0, 20, 80), indentSeq: fc.boolean(), defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const) }),
  async (fields, space, layout) => {
    const value = { ...asJson(fields), apiVersion: 'v1', kind: 'X' };
    // ("<<" is not among the keys: the yaml package writes it without quotes and reads it as a merge key.)
    // Texts that only YAML 1.1 takes for something else are quoted; a key that is null is refused unless it is in quotes.
    const yaml = stringify(value, { ...layout, version: '1.1', aliasDuplicateObjects: false });
    for (const text of [JSON.stringify(value, null, space), yaml]) {
      const { objects, problems } = await loadText(text);
      expect(problems).toEqual([]);
      expect(objects).toHaveLength(1);
      expect(asJson(objects[0].manifest)).toEqual(asJson(value));
      expect(objects[0].origin.line).toBe(1);
    }
  },
)));

/** What must hold of anything that is read. */
async function readsCalmly(bytes: Buffer): Promise<void> {
  const { objects, problems } = await loadText(bytes);
  const lines = bytes.toString('utf8').split(/\r\n|\r|\n/).length;
  for (const { manifest, origin } of objects) {
    expect(typeof manifest.apiVersion).toBe('string');
    expect(origin.line).toBeLessThanOrEqual(lines);
    expect(lineOfField(origin, 'metadata.name')).toBeGreaterThanOrEqual(origin.line!);
    expect(lineOfField(origin, 'items[0].x')).toBeLessThanOrEqual(lines);
  }
  for (const { line, message } of problems) {
    expect(line ?? 1).toBeLessThanOrEqual(lines);
    expect(message).not.toMatch(/undefined|\[object|\bat .*:\d+/);
  }
}

test('random bytes never do harm', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), bytes => readsCalmly(Buffer.from(bytes)))));

test('random pieces of YAML never do harm', () => fc.assert(fc.asyncProperty(fc.array(WORD, { maxLength: 30 }), words => readsCalmly(Buffer.from(words.join('')))), { numRuns: 1000 }));

test('damaged manifests never do harm', () => fc.assert(fc.asyncProperty(
  fc.constantFrom(`---\n${object('a')}---\n${object('b')}`, '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "X", "metadata": {"name": "a"}}]}'),
  fc.array(fc.tuple(fc.nat(), fc.nat(8), WORD), { maxLength: 4 }),
  (text, edits) => readsCalmly(Buffer.from(edits.reduce<string>((old, [at, length, word]) => {
    const from = at % (old.length + 1);
    return old.slice(0, from) + word + old.slice(from + length);
  }, text))),
), { numRuns: 500 }));

test('what the yaml package reads in random pieces of YAML, we read', () => fc.assert(fc.asyncProperty(
  fc.array(WORD.filter(word => !/[*&!<%?{}\ufeff\u2028\t\r]|---|\.\.\.|yes|~|null|0x/.test(word)), { maxLength: 20 }), async words => {
    const text = `apiVersion: v1\nkind: X\nv:\n  ${words.join('').replaceAll('\n', '\n  ')}\n`;
    const document = parseDocument(text, { schema: 'failsafe' });
    const { objects, problems } = await loadText(text);
    if (document.errors.length > 0 || problems.length > 0 || objects.length !== 1) {
      return;
    }
    const texts = (value: unknown): unknown => typeof value === 'object' && value !== null
      ? Array.isArray(value) ? value.map(texts) : Object.fromEntries(Object.entries(value).map(([key, field]) => [key, texts(field)]))
      : value === null ? '' : String(value);
    expect(texts(objects[0].manifest)).toEqual(document.toJS());
  },
), { numRuns: 1000 }));
