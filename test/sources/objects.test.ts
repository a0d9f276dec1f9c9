import { inFolder, loadText, object, objectsOf, problemsOf, summary } from './loading';
import { loadManifests } from '../../src/sources';

test('an object is given as it is written', async () => {
  expect(await objectsOf('apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\nspec: {x: [1, null, {y: true}]}')).toEqual([
    { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'a-' }, spec: { x: [1, null, { y: true }] } },
  ]);
});

test.each(['replicas: 3\nimage: {tag: 1}', 'apiVersion: v2\nname: chart\nversion: 1.0.0', 'resources: [a.yaml]', '{}', 'kind: of blue', 'apiVersion: 1\nkind: X'])(
  'what is no Kubernetes object is left out without a word: %j', async text => {
    expect(await objectsOf(text)).toEqual([]);
  },
);

test.each([
  ['kind: Pod\nmetadata: {name: a}', '1: has the kind Pod but no apiVersion. Add it, or Kubernetes refuses the object'],
  ['a: 1\n---\napiVersion: v1\nmetadata: {name: a}', '3: has an apiVersion but no kind. Add it, or Kubernetes refuses the object'],
  ['---\n- a', '2: is a list, not an object. Kubernetes takes objects with apiVersion and kind only'],
  ['---\n\njust words', '3: is a single value, not an object. Kubernetes takes objects with apiVersion and kind only'],
  ['[1, 2]', '1: is a list, not an object. Kubernetes takes objects with apiVersion and kind only'],
])('what was meant to be one is a problem: %j', async (text, problem) => {
  expect(await problemsOf(text)).toEqual([problem]);
});

test('lists in a folder may be something else, such as patches, unless they hold objects', () => inFolder({
  'patch.yaml': '- op: remove\n  path: /spec', 'empty.json': '[]', 'list.yaml': '- apiVersion: v1\n  kind: Pod', 'a.yaml': object('a'),
}, async folder => {
  expect((await loadManifests([folder])).problems.map(({ file }) => file)).toEqual([`${folder}/list.yaml`]);
  expect((await loadManifests([`${folder}/patch.yaml`])).problems).toHaveLength(1);
}));

const items = (...names: string[]) => `items:\n${names.map(name => `- apiVersion: v1\n  kind: Service\n  metadata:\n    name: ${name}\n`).join('')}`;

test('a List is taken apart, and each item has its own line', async () => {
  expect(summary(await loadText(`apiVersion: v1\nkind: List\n${items('a', 'b')}---\n${items('c')}kind: List\napiVersion: v1\n`))).toEqual([
    'Service a <stdin>:4', 'Service b <stdin>:8', 'Service c <stdin>:14',
  ]);
});

test('the same List as JSON gives the same objects', async () => {
  const json = JSON.stringify({ kind: 'List', metadata: {}, items: ['a', 'b'].map(name => ({ apiVersion: 'v1', kind: 'Service', metadata: { name } })), apiVersion: 'v1' }, null, 2);
  expect(summary(await loadText(json))).toEqual(['Service a <stdin>:5', 'Service b <stdin>:12']);
  expect(await objectsOf(json)).toEqual(await objectsOf(`apiVersion: v1\nkind: List\n${items('a', 'b')}`));
  expect(summary(await loadText(JSON.stringify(JSON.parse(json))))).toEqual(['Service a <stdin>:1', 'Service b <stdin>:1']);
});

test.each([['YAML', '{ # YAML'], ['JSON', '{']])('Lists within Lists are taken apart: %s', async (_, brace) => {
  const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } });
  const list = (...content: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items: content });
  const text = JSON.stringify(list(pod('a'), list(pod('b'), list(), list(pod('c'))), pod('d')), null, 1).replace('{', brace);
  const lines = text.split('\n').flatMap((line, index) => line.includes('"name"') ? [index - 3] : []);
  expect(summary(await loadText(text))).toEqual(['a', 'b', 'c', 'd'].map((name, i) => `Pod ${name} <stdin>:${lines[i]}`));
});

test('items of a list of one kind are of that kind', async () => {
  expect(await objectsOf('apiVersion: apps/v1\nkind: DeploymentList\nmetadata: {resourceVersion: "1"}\nitems: [{metadata: {name: a}}, {apiVersion: v1, kind: Pod}, {kind: Deployment}]')).toEqual([
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } }, { apiVersion: 'v1', kind: 'Pod' }, { apiVersion: 'apps/v1', kind: 'Deployment' },
  ]);
});

test.each([
  ['an object whose kind ends like a list', 'apiVersion: x/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [1]', 1],
  ['a list without items', 'apiVersion: v1\nkind: List', 0], ['a list of nothing', 'apiVersion: v1\nkind: PodList\nitems: []', 0], ['a list of null', 'apiVersion: v1\nkind: List\nitems: null', 0],
])('%s is no problem', async (_, text, count) => {
  expect(await objectsOf(text)).toHaveLength(count);
});

test('an item that is no object is a problem, and the others are read', async () => {
  const loaded = await loadText('apiVersion: v1\nkind: List\nitems:\n- 7\n- apiVersion: v1\n  kind: Pod\n- kind: Pod\n  metadata: {}\n');
  expect(summary(loaded)).toEqual(['Pod undefined <stdin>:5']);
  expect(loaded.problems.map(({ line }) => line)).toEqual([1, 7]);
});

test('an item that is an alias is read where it was written', async () => {
  const loaded = await loadText('apiVersion: v1\nkind: List\nitems:\n- &a\n  apiVersion: v1\n  kind: Pod\n- apiVersion: v1\n  kind: Service\n- *a\n- apiVersion: v1\n  kind: Job\n');
  expect(loaded.objects.map(({ manifest, origin }) => `${manifest.kind} ${origin.line}`)).toEqual(['Pod 5', 'Service 7', 'Pod 5', 'Job 10']);
});

describe('JSON', () => {
  test('has keys twice as little as YAML', async () => {
    expect(await problemsOf('{"a": 1,\n "b": {"c": 1, "c": 2}}')).toEqual(['2: has the key "c" twice in one object. Remove one of them']);
    expect(await problemsOf('{"__proto__": 1, "__proto__": 2}')).toHaveLength(1);
  });

  test('keeps __proto__ as a field', async () => {
    const [read] = await objectsOf('{"apiVersion": "v1", "kind": "X", "__proto__": {"polluted": 1}}');
    expect(Object.hasOwn(read, '__proto__')).toBe(true);
    expect(read.polluted).toBeUndefined();
  });

  test('with a comment or a trailing comma is YAML', async () => {
    expect(await objectsOf('{"apiVersion": "v1", # c\n "kind": "X",}')).toEqual([{ apiVersion: 'v1', kind: 'X' }]);
  });

  test('may have brackets, colons, quotes and "items" in its texts', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a"]}\\' }, items: '[', v: 'a: "items": [{,' };
    const list = { 'apiVersion': 'v1', 'x"items"': [1, 2], 'ITEMS': [3], 'kind': 'List', 'metadata': { items: [3, [4]] }, 'items': [pod, pod], 'y': [5, 6] };
    const loaded = await loadText(JSON.stringify(list, null, 2));
    expect(loaded.problems).toEqual([]);
    expect(loaded.objects.map(({ manifest }) => manifest)).toEqual([pod, pod]);
    expect(loaded.objects[1].origin.line! - loaded.objects[0].origin.line!).toBe(9);
  });

  test('that is broken says where', async () => {
    expect(await problemsOf('{"a": 1,\n "b" 2}')).toEqual([expect.stringMatching(/^2: is not valid YAML/)]);
  });

  test('objects before a broken one are read', async () => {
    const loaded = await loadText('{"apiVersion": "v1", "kind": "X"}\n{"a":\n');
    expect(loaded.objects).toHaveLength(1);
    expect(loaded.problems[0].line).toBe(3);
  });
});
