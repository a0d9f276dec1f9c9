import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, loadText } from './loading';
import { lineOfField, loadManifests } from '../../src/sources';
import { stepsOf } from '../../src/sources/locator';

const POLICY = `# ä comment
apiVersion: v1
kind: X
metadata:
  name: a
  annotations:
    "a/b.c": |
      text
    'quoted': 1
spec:
  tls: {mode: STRICT,
    min: 1}
  servers:
  - port: 1
    tls: {}
  -
    port: 2
  portLevelMtls:
    8080:
      mode: DISABLE
  shared: &s {deep: 1}
  alias: *s
`;

const FIELDS: [string, number][] = [
  ['metadata.name', 5], ['metadata.annotations["a/b.c"]', 7], ['metadata.annotations["quoted"]', 9], ['metadata.annotations', 6],
  ['spec.tls', 11], ['spec.tls.mode', 11], ['spec.tls.min', 12], ['spec.servers', 13], ['spec.servers[0]', 14], ['spec.servers[0].tls', 15],
  ['spec.servers[1].port', 17], ['spec.portLevelMtls["8080"].mode', 20], ['spec.portLevelMtls[8080].mode', 20], ['spec.shared.deep', 21],
  // What is not there has the line of what is around it.
  ['spec.servers[7].tls', 13], ['spec.tls.max', 11], ['spec.alias.deep', 22], ['spec.nothing', 10], ['metadata.name.x', 5], ['nothing', 2], ['', 2], ['[[', 2], ['spec[', 10],
];

describe('of a file', () => {
  test.each(FIELDS)('%s', (field, line) => inFolder({ 'a.yaml': `\ufeff---\na: 1\n---\n${POLICY}---\n` }, async folder => {
    const { objects } = await loadManifests([folder]);
    expect(lineOfField(objects[0].origin, field)).toBe(line + 3);
  }));
});

test.each(['YAML', 'JSON'])('of items of a List in %s, read from standard input', async kind => {
  const item = (name: string) => ({ apiVersion: 'v1', kind: 'X', metadata: { name, ä: '"' }, spec: { a: [{ b: 1 }, { tls: 2 }] } });
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item('x'), { apiVersion: 'v1', kind: 'List', items: [item('y')] }, item('z')] }, null, '\t');
  const lines = text.split('\n');
  const { objects } = await loadText(kind === 'YAML' ? text.replace('{', '{ # YAML').replaceAll('\t', '  ') : text);
  const line = (needle: string, nth: number) => lines.flatMap((content, index) => content.includes(needle) ? [index + 1] : [])[nth];
  for (const [index, { origin }] of [...objects, ...objects].entries()) {
    expect(lineOfField(origin, 'spec.a[1].tls')).toBe(line('"tls"', index % 3));
    expect(lineOfField(origin, 'metadata.name')).toBe(line('"name"', index % 3));
    expect(lineOfField(origin, 'spec.b')).toBe(line('"spec"', index % 3));
  }
});

test('of items of a List in block style', async () => {
  const item = '- apiVersion: v1\n  kind: X\n  spec:\n    tls: 1\n';
  const { objects } = await loadText(`apiVersion: v1\nitems:\n${item.repeat(3)}kind: List\n`);
  expect(objects.map(({ origin }) => lineOfField(origin, 'spec.tls'))).toEqual([6, 10, 14]);
});

test('of JSON objects that follow each other, and of YAML behind them', async () => {
  const json = '{"apiVersion": "v1",\n"kind": "X",\n"spec": {\n"a": 1}}\n';
  const { objects } = await loadText(`${json}${json}apiVersion: v1\nkind: X\nspec:\n  a: 1\n`);
  expect(objects.map(({ origin }) => [origin.line, lineOfField(origin, 'spec.a')])).toEqual([[1, 4], [5, 8], [9, 12]]);
});

test('of lines that end in carriage returns alone', async () => {
  const text = 'apiVersion: v1\nkind: X\nspec:\n  a: 1\n---\napiVersion: v1\nkind: X\nspec:\n  a: 1\n'.replaceAll('\n', '\r');
  const { objects } = await loadText(text);
  expect(objects.map(({ origin }) => lineOfField(origin, 'spec.a'))).toEqual([4, 9]);
});

test('of a file that is gone or another one by now, the line of the object', () => inFolder({ 'a.yaml': `a: 1\n---\n${POLICY}` }, async folder => {
  const file = join(folder, 'a.yaml');
  const { objects: [{ origin }] } = await loadManifests([file]);
  writeFileSync(file, 'a');
  expect(lineOfField(origin, 'spec.tls')).toBe(4);
  writeFileSync(file, '['.repeat(1000));
  expect(lineOfField({ ...(await loadManifests([file])).objects[0]?.origin ?? origin }, 'spec.tls')).toBe(4);
  rmSync(file);
  expect(lineOfField(origin, 'spec.tls')).toBe(4);
}));

test('of what was not read from a file, its own line if it has one', () => {
  expect(lineOfField({ constructPath: 'a/b' }, 'spec')).toBeUndefined();
  expect(lineOfField({ file: 'a.yaml', line: 7 }, 'spec')).toBe(7);
});

test('a place shows its file and line only', async () => {
  const { objects: [{ origin }] } = await loadText('apiVersion: v1\nkind: X\n');
  expect(JSON.stringify(origin)).toBe('{"file":"<stdin>","line":1}');
});

test('paths are read as the rules write them', () => {
  expect(stepsOf('spec.servers[0].tls["a.b/\\"c\\""][12].x-y')).toEqual(['spec', 'servers', 0, 'tls', 'a.b/"c"', 12, 'x-y']);
});
