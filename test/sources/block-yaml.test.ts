import * as fc from 'fast-check';
import { object } from './loading';
import { blockYaml } from '../../src/sources/block-yaml';
import { LIMITS } from '../../src/sources/limits';
import { YamlBuilder } from '../../src/sources/yaml';

const read = (text: string) => blockYaml(text, 0, LIMITS);

/** Every object and list in a value. */
const collectionsIn = (value: unknown): object[] => typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(collectionsIn)] : [];

/** A value, its keys in order, and where what is in it begins. */
const summary = ({ value, size, offsetOf }: NonNullable<ReturnType<typeof read>>) => ({
  value, size, keys: collectionsIn(value).map(Object.keys), offsets: [value, ...collectionsIn(value)].map(offsetOf),
});

test.each<[string, string]>([
  ['an object', object('a')],
  ['a list of objects', 'kind: List\nitems:\n- kind: A\n  a:\n  - 1\n- kind: B\n- []\n- null\n'],
  ['a list that is indented, in a list', 'a:\n  -   - b: 1\n        c: 2\n      - d\n  - e\nf:'],
  ['keys and values in quotes', '"8080": "yes"\na: \'{"b": "c"}\'\n'],
  ['comments and empty lines', '\n# a\na: b # c\n\n   # d\nc:   d#e   \n'],
  ['numbers, words and nothing', 'a: 017\nb: -1.5\nc: yes\nd: null\ne:\n9090: 1e3\non: 12:30\n'],
  ['keys that objects inherit', '__proto__: 1\nconstructor:\n  __proto__: {}\n'],
])('%s is read as the parser of all YAML reads it', (_, text) => {
  expect(summary(read(text)!)).toEqual(summary(new YamlBuilder(text, LIMITS).build()[0]));
});

test.each<[string, string]>([
  ['a block of text', 'a: |\n  b\n'],
  ['a text on two lines', 'a: b\n  c\n'],
  ['an anchor', 'a: &b c\n'],
  ['a merge', '<<: {}\n'],
  ['a list in brackets', 'a: [b]\n'],
  ['a tab', 'a:\tb\n'],
  ['a carriage return', 'a: b\r\n'],
  ['a letter beyond ASCII', 'a: ä\n'],
  ['an escape', 'a: "\\n"\n'],
  ['a key that is there twice', 'a: b\na: c\n'],
  ['a line that is not indented deeply enough', 'a:\n    b: c\n  d: e\n'],
  ['a line that is indented too deeply', 'a: b\n c: d\n'],
  ['a list below an object', 'a: b\n- c\n'],
  ['more levels than are allowed', Array.from({ length: LIMITS.depth }, (_, level) => `${' '.repeat(level)}a:\n`).join('')],
])('%s is left to the parser of all YAML', (_, text) => {
  expect(read(text)).toBeUndefined();
});

const PIECE = fc.constantFrom(
  'a: b', 'a:', 'b:', 'items:', '- ', '- a', '- c: 1', '-', ' ', '  ', '    ', '\n', '\n', '\n', '\n  ', '\n    ', '\n- ', '"q": ', '\'s\': ', '"a b"', '\'c: d\'', '""', '# c', ' # c', '#',
  ': ', ':', '1', '1_0', '0x1F', '-1', '.5', 'yes', 'null', '~', '{}', '[]', 'x y', 'x:y', 'http://a:80/b', ', ', '{', ']', '&a ', '*a', '!t ', '|', '>', '? ', '<<: ', '%', '@', '\\', '"', '\'', '__proto__: ',
);

test('what is read at all is read as the parser of all YAML reads it', () => {
  let readings = 0;
  fc.assert(fc.property(fc.array(PIECE, { maxLength: 14 }), pieces => {
    const text = pieces.join('');
    const block = read(text);
    if (block) {
      readings++;
      expect(summary(block)).toEqual(summary(new YamlBuilder(text, LIMITS).build()[0]));
    }
  }), { numRuns: 5000 });
  expect(readings).toBeGreaterThan(50);
});
