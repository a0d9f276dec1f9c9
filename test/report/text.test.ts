import { columns, count, Style, wrap } from '../../src/report/layout';
import { markdownText } from '../../src/report/markdown';
import { printable, withoutCommands } from '../../src/report/printable';

test.each([
  ['a terminal\'s escapes', '\u001b[31mred\u001b[0m', '\\u{1b}[31mred\\u{1b}[0m'],
  ['the ends of lines', 'a\r\nb\u2028c\u2029d\u0085e', 'a\\u{d}\\u{a}b\\u{2028}c\\u{2029}d\\u{85}e'],
  ['directions of writing', 'a\u202eb\u200fc', 'a\\u{202e}b\\u{200f}c'],
  ['halves of characters', 'a\ud800b', 'a\\u{d800}b'],
  ['nothing of other languages', 'Zürich 東京 🚀', 'Zürich 東京 🚀'],
])('printable text shows %s', (_name, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each([
  ['::error::x', '\\::error::x'],
  ['  ::set-output name=a::b', '  \\::set-output name=a::b'],
  ['a\n::x::', 'a\n\\::x::'],
  ['address ::1 and a::b', 'address ::1 and a::b'],
  ['::1 is an address', '::1 is an address'],
  ['see ##[debug]x', 'see #\\#[debug]x'],
])('a runner sees no command in %j', (output, safe) => {
  expect(withoutCommands(output)).toBe(safe);
});

test.each([
  ['a|b', 'a\\|b'],
  ['<b>&', '&lt;b&gt;&amp;'],
  ['`x` *y* _z_ ~q~ $m$', '\\`x\\` \\*y\\* \\_z\\_ \\~q\\~ \\$m\\$'],
  ['![i](u) [l](u)', '\\!\\[i\\](u) \\[l\\](u)'],
  ['https://a.example www.b.example', 'https:\\//a.example www\\.b.example'],
  ['@team', '@&#8203;team'],
  ['a\nb', 'a\\\\u\\{a\\}b'],
  ['C:\\x', 'C:\\\\x'],
])('Markdown shows %j as it is', (text, markdown) => {
  expect(markdownText(text)).toBe(markdown);
});

test('columns begin below each other, painted or not, without space at the ends of lines', () => {
  const red = new Style({ colour: true }).severity('error' as any);
  const [first, second] = columns([[{ text: 'a' }, { text: 'bb' }, { text: 'c' }], [{ text: 'aaa', paint: red }, { text: '' }, { text: '' }]]);
  expect(first).toBe('a    bb  c');
  // eslint-disable-next-line no-control-regex
  expect(second.replace(/\u001b\[\d+m/g, '')).toBe('aaa');
});

test.each([
  ['one two three', 8, '', 'one two\nthree'],
  ['one two three', 8, '  ', '  one\n  two\n  three'],
  ['', 8, '  ', '  '],
])('%j in %i columns', (text, width, indent, lines) => {
  expect(wrap(text, width, indent)).toBe(lines);
});

test('numbers agree with their nouns', () => {
  expect([count(0, 'error'), count(1, 'error'), count(2, 'error')]).toEqual(['0 errors', '1 error', '2 errors']);
});
