import { inFolder, loadText, object, objectsOf, problemsOf, summary } from './loading';
import { loadManifests } from '../../src/sources';

test.each<[string, string, string[]]>([
  ['a marker separates documents', `${object('a')}---\n${object('b')}`, ['a 1', 'b 6']],
  ['a marker may come first and last', `---\n${object('a')}---\n`, ['a 2']],
  ['a document may begin on the line of its marker', '--- {apiVersion: v1, kind: Service, metadata: {name: a}}\n--- # c\n' + object('b'), ['a 1', 'b 3']],
  ['comments and empty documents count for lines only', `# a\n\n---\n---\n# b\n---\n\n${object('a')}`, ['a 8']],
  ['three dots end a document', `${object('a')}...\n${object('b')}...\n---\n${object('c')}`, ['a 1', 'b 6', 'c 12']],
  ['directives belong to the document below', `%YAML 1.2\n# c\n---\n${object('a')}...\n%TAG ! !x\n---\n${object('b')}`, ['a 4', 'b 11']],
  ['lines end as on Windows', `${object('a')}---\n${object('b')}`.replaceAll('\n', '\r\n'), ['a 1', 'b 6']],
  ['lines end as they did on a Macintosh', `${object('a')}---\r${object('b')}`.replaceAll('\n', '\r'), ['a 1', 'b 6']],
  ['there is a byte order mark', `\ufeff---\n${object('a')}`, ['a 2']],
  ['three dashes inside of a line or a block are no marker', `${object('a')}  labels:\n    x: a---b\nspec: |\n  ---\n  ...\n---\n${object('b')}`, ['a 1', 'b 11']],
])('%s', async (_, text, expected) => {
  const loaded = await loadText(text);
  expect(loaded.problems).toEqual([]);
  expect(summary(loaded).map(line => line.replace('Service ', '').replace('<stdin>:', ''))).toEqual(expected);
});

test('three dashes before a letter begin a key', async () => {
  expect(await objectsOf('apiVersion: v1\nkind: X\n---v: 1\n...v: 2\n')).toEqual([{ 'apiVersion': 'v1', 'kind': 'X', '---v': 1, '...v': 2 }]);
});

test('JSON objects may follow each other, with a marker or without', async () => {
  const json = (name: string) => `{"apiVersion": "v1",\n "kind": "Service", "metadata": {"name": "${name}"}}`;
  expect(summary(await loadText(`${json('a')}\n${json('b')}${json('c')}\n---\n${json('d')}`))).toEqual([
    'Service a <stdin>:1', 'Service b <stdin>:3', 'Service c <stdin>:4', 'Service d <stdin>:7',
  ]);
});

test('a broken document hides no other', async () => {
  const loaded = await loadText(`${object('a')}---\na: [\n---\n${object('b')}---\nb: "\n---\n${object('c')}`);
  expect(summary(loaded)).toEqual(['Service a <stdin>:1', 'Service b <stdin>:8', 'Service c <stdin>:15']);
  expect(loaded.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '7 is not valid YAML: a bracket or a quote is not closed, or a line is not indented deeply enough',
    '14 is not valid YAML: a bracket or a quote is not closed, or a line is not indented deeply enough',
  ]);
});

test('a mistake has its line and column', async () => {
  const { problems } = await loadText('---\na: 1\n---\nb: 1\n   c: @2\n');
  expect(problems).toEqual([expect.objectContaining({ file: '<stdin>', line: 5, column: expect.any(Number) })]);
});

test.each<[string, Buffer, RegExp]>([
  ['UTF-16', Buffer.from(`\ufeff${object('a')}`, 'utf16le'), /is UTF-16. Save it as UTF-8/],
  ['UTF-16 the other way around', Buffer.from(`\ufeff${object('a')}`, 'utf16le').swap16(), /is UTF-16/],
  ['UTF-16 without a mark', Buffer.from(object('a'), 'utf16le'), /is not text/],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), /is not text/],
  ['Latin-1', Buffer.from('a: \xe4', 'latin1'), /is not text in UTF-8/],
])('%s is refused', async (_, bytes, message) => {
  expect(await problemsOf(bytes)).toEqual([expect.stringMatching(message)]);
});

test('a template is named as one, once', async () => {
  const loaded = await loadText('{{- if .Values.x }}\na: {{ .Values.a }}\n---\nb: {{ .Values.b }}\n{{- end }}\n');
  expect(loaded.problems).toEqual([{ file: '<stdin>', line: 1, message: expect.stringMatching(/looks like a Helm template.*helm template … \| cdk8s-mtls check -/) }]);
});

test('braces in a text are no template', async () => {
  expect((await loadText(`${object('a')}  annotations: {a: "{{ .Values.a }}"}\n`)).problems).toEqual([]);
});

test('of one file, the first problems are listed and the others counted', async () => {
  const { problems } = await loadText('a: [\n---\n'.repeat(103), { limits: { listed: 100 } });
  expect(problems).toHaveLength(101);
  expect(problems[0].message).toBe('has 3 more problems, which are not listed');
});

test('too many problems end the reading', async () => {
  const { objects, problems } = await loadText(`${'a: [\n---\n'.repeat(20)}${object('a')}`, { limits: { problems: 10 } });
  expect(objects).toEqual([]);
  expect(problems).toContainEqual({ file: '<stdin>', line: 20, message: expect.stringMatching(/reading stopped, at 10 problems. Nothing after it was read/) });
});

test('the problems of all files count', () => inFolder({ 'a.yaml': 'a: [\n---\n'.repeat(6), 'b.yaml': 'a: [\n---\n'.repeat(6), 'c.yaml': object('c') }, async folder => {
  const { objects, problems } = await loadManifests([folder], { limits: { problems: 10 } });
  expect(objects).toEqual([]);
  expect(problems).toContainEqual({ file: `${folder}/b.yaml`, line: 8, message: expect.stringMatching(/reading stopped/) });
}));
