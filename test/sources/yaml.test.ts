import { objectsOf, problemsOf, valueOf } from './loading';

/** What sigs.k8s.io/yaml 1.6.0 answered for the text as the item of a list; JSON as it wrote it. */
const SCALARS: [json: string, texts: string[]][] = [
  ['true', ['yes', 'Yes', 'YES', 'y', 'Y', 'on', 'On', 'ON', 'true', 'True', 'TRUE', '!!bool "yes"']],
  ['false', ['no', 'n', 'N', 'off', 'false']],
  ['null', ['null', 'Null', 'NULL', '~', '', '!!null ""']],
  ['15', ['017', '0o17', '0O17']],
  ['-15', ['-017']],
  ['8', ['08']],
  ['9', ['09']],
  ['19', ['019']],
  ['0', ['00', '0_', '-0', '0.', '0e0']],
  ['31', ['0x1F', '0X1f', '+0x1F', '0x1_F']],
  ['-31', ['-0x1F']],
  ['3', ['0b11', '0B11']],
  ['1', ['+0b1', '1_', '+1', '1.', '1.0', '!!float 1']],
  ['1000', ['1_000', '1e3', '1E3', '1e+3']],
  ['10', ['1__0']],
  ['7', ['0_7']],
  ['10.5', ['1_0.5']],
  ['0.5', ['.5', '+.5']],
  ['-0.5', ['-.5']],
  ['-0.001', ['-1e-3']],
  ['18446744073709552000', ['18446744073709551616']],
  ['1.2345678901234568e+29', ['123456789012345678901234567890']],
  ['"1"', ['!!str 1']],
  ['5', ['!!int "5"']],
  ['"12"', ['! 12', '!Ref 12']],
  ['"x"', ['!Ref x']],
  ['"hi"', ['!!binary aGk=']],
  ['"2001-01-01"', ['!!timestamp 2001-01-01']],
  ['{"a":null,"b":null}', ['!!set {a, b}']],
  ['{"a":1}', ['!Foo {a: 1}']],
  ['[1]', ['!Foo [1]']],
  ['"aA"', ['"a\\x41"']],
  // Texts, as they are written.
  ...[
    'tRUE', 'nULL', '0o8', '0o', '0x1G', '0x', '0x1p4', '0b2', '0b', '_1', '1,000', '+ 1', '+', '--1', '-a', '.', '..', '1.2.3', '1e',
    '1d', '1e400', 'Infinity', 'NaN', 'inf', '+inf', '12:30', '190:20:30', '2027-01-01', '2001-12-14t21:59:43.10-05:00', '<<', '=',
  ].map((text): [string, string[]] => [JSON.stringify(text), [text]]),
];

test.each(SCALARS.flatMap(([json, texts]) => texts.map(text => [text, json])))('%j means what Kubernetes reads: %s', async (text, json) => {
  expect(await valueOf(`v:\n- ${text}\n`)).toEqual([JSON.parse(json)]);
});

test('an infinite number, which Kubernetes refuses, is a text', async () => {
  expect(await valueOf('v: [.inf, -.inf, .nan]')).toEqual(['.inf', '-.inf', '.nan']);
});

test.each(['!!int x', '!!null x', '!!bool 1', '!!float x', '!<tag:yaml.org,2002:int> x'])('%s is refused, as Kubernetes does', async text => {
  expect(await problemsOf(`v: ${text}`)).toEqual([expect.stringMatching(/^1: says that .* which it is not$/)]);
});

test('a tag that calls JavaScript functions is a text like any other', async () => {
  expect(await valueOf('v: !!js/function "function () { throw 1; }"')).toBe('function () { throw 1; }');
});

describe('keys', () => {
  test('are texts: numbers as Kubernetes writes them', async () => {
    expect(Object.keys(await valueOf('v: {8080: a, 0x1F: b, 1.50: c, -1: d, "01": e, 9007199254740993: f}')).sort())
      .toEqual(['-1', '01', '1.5', '31', '8080', '9007199254740993']);
  });

  test('stay as they are written if they look like booleans or dates', async () => {
    expect(Object.keys(await valueOf('v: {on: 1, y: 1, NO: 1, true: 1, 2027-01-01: 1, 12:30: 1}'))).toEqual(['on', 'y', 'NO', 'true', '2027-01-01', '12:30']);
  });

  test.each(['v: {null: 1}', 'v: {~: 1}', 'v: {: 1}', ': 1'])('that are null are refused, as Kubernetes does: %s', async text => {
    expect(await problemsOf(text)).toEqual([expect.stringMatching(/no name or null where a key must be/)]);
  });

  test.each(['? [a]\n: 1', '{{a: b}: c}', 'a: &x [1]\n*x : 2'])('that are lists or objects are refused: %j', async text => {
    expect(await problemsOf(text)).toEqual([expect.stringMatching(/list or an object where a key must be|Helm template/)]);
  });

  test('called __proto__ and constructor are fields like any other', async () => {
    const v = await valueOf('v: {__proto__: {polluted: true}, constructor: 1, toString: 2, hasOwnProperty: 3}');
    expect(Object.keys(v)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(v)).toBe(Object.prototype);
    expect(({} as any).polluted).toBeUndefined();
    const [merged] = await objectsOf('base: &b {__proto__: {polluted: true}}\napiVersion: v1\nkind: X\n<<: *b');
    expect(Object.hasOwn(merged, '__proto__')).toBe(true);
    expect(merged.polluted).toBeUndefined();
  });

  test.each([
    ['a: 1\nb: 2\na: 3', 3], ['a: 1\n"a": 2', 2], ['8080: 1\n"8080": 2', 2], ['v:\n  __proto__: 1\n  __proto__: 2', 3], ['v: {a: 1,\n a: 2}', 2],
  ])('that are there twice are refused: %j', async (text, line) => {
    expect(await problemsOf(text)).toEqual([expect.stringMatching(new RegExp(`^${line}: has the key ".*" twice`))]);
  });
});

describe('aliases and merge keys', () => {
  test('stand for what the anchor has', async () => {
    expect(await valueOf('a: &a {b: 1}\nk: &k key\nv: [*a, *a, {*k : *k}]')).toEqual([{ b: 1 }, { b: 1 }, { key: 'key' }]);
  });

  test.each([
    ['{<<: *x, b: 2}', { a: 1, b: 2 }],
    ['{<<: *x, a: 2}', { a: 2 }],
    ['{<<: [*x, *y]}', { a: 1, f: 1 }],
    ['{<<: {z: 1}}', { z: 1 }],
    ['{<<: *x, <<: *y}', { a: 3, f: 1 }],
    // Against YAML 1.1, but so it is in Kubernetes: a merge below a key replaces it.
    ['{a: 2, <<: *x}', { a: 1 }],
    ['{"<<": 1}', { '<<': 1 }],
    ['{<<: []}', {}],
  ])('%s', async (text, value) => {
    expect(await valueOf(`x: &x {a: 1}\ny: &y {a: 3, f: 1}\nv: ${text}`)).toEqual(value);
  });

  test.each([
    ['v: {<<: 1}', /no object/], ['v: {<<: [{a: 1}, 2]}', /no object/], ['v: &a {<<: *a}', /contains itself/], ['v: &a [*a]', /contains itself/],
    ['v: *a', /not defined before it/], ['v: {<<: {a: 1}, a: 2, a: 3}', /twice/],
  ])('%s is refused', async (text, message) => {
    expect(await problemsOf(text)).toEqual([expect.stringMatching(message)]);
  });

  test('an anchor ends with its document', async () => {
    expect(await problemsOf('a: &a 1\n---\nb: *a')).toEqual(['3: uses the anchor "a", which is not defined before it in the same document']);
    expect(await problemsOf('a: &a 1\r---\rb: *a')).toHaveLength(1);
  });
});

test('a message names no control characters and no endless names', async () => {
  const [message] = await problemsOf(`"\\e[31m${'x'.repeat(1000)}": 1\n"\\e[31m${'x'.repeat(1000)}": 2`);
  expect(message).toMatch(/has the key "\S*\[31mx+….*twice/);
  expect(message).not.toContain('\u001b');
  expect(message.length).toBeLessThan(300);
});
