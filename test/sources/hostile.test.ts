import { loadText, object, problemsOf } from './loading';
import { lineOfField } from '../../src/sources';

/** Ten lines that stand for 10^n values. */
const bomb = (levels: number, write: (name: string, aliases: string[]) => string) =>
  ['a0: &a0 x', ...Array.from({ length: levels }, (_, i) => write(`a${i + 1}: &a${i + 1}`, Array(10).fill(`a${i}`)))].join('\n');

test.each<[string, string, RegExp]>([
  ['aliases of aliases in lists', bomb(12, (name, aliases) => `${name} [${aliases.map(alias => `*${alias}`).join(', ')}]`), /^7: has aliases that stand for more than 1000000 values/],
  ['aliases of aliases in objects', bomb(12, (name, aliases) => `${name} {${aliases.map((alias, i) => `k${i}: *${alias}`).join(', ')}}`), /aliases that stand for more than/],
  ['merge keys', `a: &a {${Array.from({ length: 1000 }, (_, i) => `k${i}: 1`).join(', ')}}\n${Array.from({ length: 1500 }, (_, i) => `m${i}: {<<: *a}`).join('\n')}`, /aliases that stand for more than/],
  ['100,000 lists in lists', '['.repeat(100_000), /nested deeper than 256 levels/],
  ['100,000 lists in lists, all closed', '['.repeat(100_000) + ']'.repeat(100_000), /nested deeper than 256 levels/],
  ['100,000 objects in objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), /nested deeper than 256 levels/],
  ['100,000 dashes', '- '.repeat(100_000), /nested deeper than 256 levels/],
  ['a staircase', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /nested deeper than 256 levels/],
  ['two million empty lists in YAML', `a: [${'[],'.repeat(2e6)}]`, /more than 1500000 values in one YAML document/],
  ['seven million empty lists in JSON', `[${'[],'.repeat(7e6)}[]]`, /more than 6000000 values/],
  ['a string that never ends', `{"a": "${'\\'.repeat(1e6)}`, /a bracket or a quote is not closed|unexpected end/],
])('%s: refused', async (_, text, message) => {
  expect(await problemsOf(text)).toEqual([expect.stringMatching(message)]);
});

test.each<[string, string, number]>([
  ['a text of ten million characters', `${object('a')}data: {a: "${'x'.repeat(1e7)}"}`, 1],
  ['100,000 documents of no interest', 'a: 1\n---\n'.repeat(1e5), 0],
  ['100,000 empty documents', '---\n...\n'.repeat(1e5), 0],
  ['100,000 directives', `%A b\n${'#\n%A b\n'.repeat(1e5)}---\n${object('a')}`, 1],
  ['a million empty lines', `${'\n'.repeat(1e6)}${object('a')}`, 1],
  ['properties upon properties', Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}!t &a${i}\n${' '.repeat(i)}k:`).join('\n'), 0],
  ['many objects of JSON in a row', '{"apiVersion": "v1", "kind": "X"}\n'.repeat(50_000), 50_000],
  ['items that are aliases, again and again', `apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: X}\n${`- {apiVersion: v1, kind: X, a: "${'y '.repeat(100)}"}\n- *a\n`.repeat(5000)}`, 10_001],
  ['Lists in Lists', `${'{"kind": "List", "apiVersion": "v1", "items": ['.repeat(100)}{"kind": "X", "apiVersion": "v1"}${']}'.repeat(100)}`, 1],
])('%s: read in time', async (_, text, count) => {
  const { objects, problems } = await loadText(text);
  expect(problems).toEqual([]);
  expect(objects).toHaveLength(count);
}, 20_000);

test('lines of fields of a long list take no longer at its end', async () => {
  const { objects } = await loadText(`apiVersion: v1\nkind: List\nitems:\n${'- apiVersion: v1\n  kind: X\n  spec: {a: 1}\n'.repeat(20_000)}`);
  expect(objects.map(({ origin }) => lineOfField(origin, 'spec.a')! - origin.line!).every(lines => lines === 2)).toBe(true);
}, 20_000);

test('a bomb is harmless as long as nobody lights it', async () => {
  expect(await problemsOf(bomb(5, (name, aliases) => `${name} [${aliases.map(alias => `*${alias}`).join(', ')}]`))).toEqual([]);
});
