import { parseAllDocuments } from 'yaml';
import { STRICT_MESH, StrictMigrationRecord } from '../../src/core/change/strict-migration-record';
import { strictMarkdown } from '../../src/report/strict/markdown';
import { breakageGroups, exceptionsText } from '../../src/report/strict/report';
import { strictText } from '../../src/report/strict/text';
import { yamlOf } from '../../src/report/yaml';
import { app } from '../analysis/flows/cluster';
import { namespace, peerAuthentication, PlainObject } from '../analysis/objects';
import { broken, CART, crawler, OBSERVE, strictNamespaces, strictWorkloads } from '../analysis/strict/stage';

const LAYOUT = { width: 100, colour: false };
const placeOf = () => ({ file: 'app.yaml', line: 7 });
const OBJECTS = [...CART, ...crawler('cart.shop:80'), app('spider', [], { in: 'tools', container: { args: ['cart.shop:80'] } }), app('idle', [], { in: 'tools' })];
const MIGRATION = peerAuthentication('mesh', { mtls: { mode: 'PERMISSIVE' } }, { namespace: 'istio-system', annotations: { 'cdk8s-mtls.dev/strict-migration': '{"stage":"observe"}' } });
const text = (objects: PlainObject[], next: StrictMigrationRecord = STRICT_MESH) => strictText({ report: broken(objects, next), placeOf }, LAYOUT);
const markdown = (objects: PlainObject[], next: StrictMigrationRecord = STRICT_MESH) => strictMarkdown({ report: broken(objects, next), placeOf });

describe('what a stage breaks, as text', () => {
  test('has calls of which the same is to be done together, and the exceptions as statements of the program', () => {
    expect(text([...OBJECTS, MIGRATION])).toBe(`When the whole mesh is strict
  error    refused, and served until then:
             tools/crawler → shop/cart:80
             tools/spider → shop/cart:80
           Fix: Give the caller a sidecar (namespace "tools" is not enrolled: it has no label
           istio-injection or istio.io/rev); or exempt port 7070 of shop/cart until then.
  warning  1 workload without a sidecar, in namespace tools, could call in plaintext the port that
           refuses it then; nothing says whether they do
           Deployment tools/idle  app.yaml:7
           Fix: Look at who has sent plaintext so far, which the gate of this stage counts; give
           those a sidecar, or exempt the ports that they call.

Exceptions that keep it working, each with the reason and the last day that you give it
  mesh.namespace("shop").workload("cart").exemptPort(7070, { reason: "…", until: "YYYY-MM-DD" });

2 errors, 1 warning
`);
  });

  test('has the exceptions as objects where the manifests come from nowhere in particular', () => {
    expect(text(OBJECTS).split('you give it\n')[1]).toBe(`  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata:
    name: cart
    namespace: shop
    annotations:
      cdk8s-mtls.dev/exceptions: '[{"port":7070,"mode":"PERMISSIVE","reason":"…","until":"YYYY-MM-DD"}]'
  spec:
    selector:
      matchLabels:
        app: cart
    mtls:
      mode: STRICT
    portLevelMtls:
      '7070':
        mode: PERMISSIVE

2 errors, 1 warning
`);
  });

  test.each<[string, StrictMigrationRecord]>([
    ['While everything accepts plaintext and is watched', OBSERVE],
    ['When strict: workload shop/cart', strictWorkloads('shop/cart')],
    ['When strict: namespace shop', strictNamespaces('shop')],
    ['When strict: namespaces shop, tools; workloads pay/api, pay/db', { ...strictNamespaces('shop', 'tools'), workloads: ['pay/api', 'pay/db'] }],
  ])('begins with what becomes strict: %s', (title, next) => {
    expect(text(CART, next).split('\n')[0]).toBe(title);
  });

  test('says so if nothing breaks', () => {
    expect(text(CART)).toBe('When the whole mesh is strict\n\nNothing breaks, as far as the manifests show it\n');
  });

  test('counts calls beyond the first ten', () => {
    const many = [...Array(13).keys()].map(index => app(`spider-${index}`, [], { in: 'tools', container: { args: ['cart.shop:80'] } }));
    expect(text([...CART, namespace('tools'), ...many])).toContain('             and 3 more\n');
    expect(markdown([...CART, namespace('tools'), ...many])).toContain('<br>and 3 more |');
  });
});

describe('what a stage breaks, as Markdown', () => {
  test('is a table and a block of code', () => {
    const lines = markdown([...OBJECTS, MIGRATION]).split('\n');
    expect(lines[0]).toBe('#### When the whole mesh is strict');
    expect(lines[4]).toBe('| ❌ error | refused, and served until then:<br>tools/crawler → shop/cart:80<br>tools/spider → shop/cart:80 | Give the caller a sidecar (namespace "tools" is not enrolled: it has no label istio-injection or istio.io/rev); or exempt port 7070 of shop/cart until then. |');
    expect(lines.slice(-6)).toEqual(['```ts', 'mesh.namespace("shop").workload("cart").exemptPort(7070, { reason: "…", until: "YYYY-MM-DD" });', '```', '', '2 errors, 1 warning', '']);
  });

  test('keeps what comes from the manifests within its block', () => {
    const own = peerAuthentication('own', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' } }, { annotations: { note: '\n```\n# ````' } });
    const block = markdown([...OBJECTS, { ...own, spec: { ...own.spec, mtls: { mode: 'PERMISSIVE' } } }], strictNamespaces('shop'));
    expect(block).not.toMatch(/^# /m);
    const other = markdown([...OBJECTS, { ...own, spec: { ...own.spec, mtls: {} } }]);
    expect(other).toMatch(/^`{5}yaml$/m);
    expect(other.match(/^`{5}$/gm)).toHaveLength(1);
  });
});

describe('YAML', () => {
  test.each<[string, PlainObject]>([
    ['names', { 'a': 'shop', 'b/c.d': 'x-y' }],
    ['what looks like something else', { a: 'true', b: 'null', c: '1', d: 'NO', e: '', f: '- x', g: 'a: b', h: '#', i: '~', j: '1e3', y: 'on' }],
    ['quotes and JSON', { a: 'it\'s', b: '[{"a":"b"}]' }],
    ['numbers, lists and nothing', { a: 1, b: [1, 'x', { c: null }], d: null, e: {}, f: false, g: { h: { i: {} } } }],
  ])('of %s means what it was made of', (_name, value) => {
    expect(parseAllDocuments(yamlOf(value)).map(document => document.toJS())).toEqual([value]);
  });

  test('shows what a terminal would obey', () => {
    expect(yamlOf({ a: '\u001b[31m\n' })).toBe('a: \'\\u{1b}[31m\\u{a}\'\n');
  });

  test('of exceptions is what a cluster takes', () => {
    const report = broken(OBJECTS);
    expect(parseAllDocuments(exceptionsText(report)).map(document => document.toJS())).toEqual(report.policies);
  });
});

test('groups keep what is no call apart', () => {
  expect(breakageGroups(broken(OBJECTS)).map(({ calls }) => calls.length)).toEqual([2, 0]);
});
