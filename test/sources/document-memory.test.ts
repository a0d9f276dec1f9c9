import { inFolder, loadText } from './loading';
import { DocumentMemory, lineOfField, Loaded, loadManifests } from '../../src/sources';

const document = (name: string, value = 1): string => `apiVersion: v1\nkind: X\nmetadata:\n  name: ${name}\nv: ${value}\n`;
const COMMON = document('common');

/** What is said of objects that were read: each with its place, and the line of a field. */
function told({ objects, problems }: Loaded): unknown {
  return { objects: objects.map(({ manifest, origin }) => ({ manifest, origin: { ...origin }, line: lineOfField(origin, 'v') })), problems };
}

describe('documents that were read before', () => {
  test('are read once, and are as they would be otherwise: each at its own place', async () => {
    await inFolder({ 'before/a.yaml': `${document('old')}---\n${COMMON}`, 'after/b.yaml': `${document('new')}---\n${COMMON}` }, async folder => {
      const memory = new DocumentMemory();
      const before = await loadManifests([`${folder}/before`], { memory });
      const after = await loadManifests([`${folder}/after`], { memory });
      expect(after.objects[1].manifest).toBe(before.objects[1].manifest);
      expect(told(before)).toEqual(told(await loadManifests([`${folder}/before`])));
      expect(told(after)).toEqual(told(await loadManifests([`${folder}/after`])));
    });
  });

  test.each([
    ['lists', 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: X, metadata: {name: a}, v: 1}\n- apiVersion: v1\n  kind: X\n  metadata: {name: b}\n  v: 1\n'],
    ['JSON values one after the other', '{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"v":1}\n{"apiVersion":"v1","kind":"X","metadata":{"name":"b"},\n"v":1}\n'],
    ['what is no YAML', `${document('a')}---\nv: [\n---\n${document('b')}`],
    ['keys that are there twice', 'apiVersion: v1\nkind: X\nkind: Y\n'],
    ['what is no object', '- 1\n- 2\n'],
  ])('say the same of %s again', async (_, text) => {
    const memory = new DocumentMemory();
    const [first, second] = [await loadText(text, { memory }), await loadText(text, { memory })];
    expect(first.objects.length + first.problems.length).toBeGreaterThan(0);
    expect(told(second)).toEqual(told(first));
  });

  test('count towards the limits as all others do', async () => {
    const text = Array.from({ length: 20 }, (_, index) => document(`a${index}`)).join('---\n');
    const memory = new DocumentMemory();
    await loadText(text, { memory });
    const limits = { values: 100 };
    const [again, anew] = [await loadText(text, { memory, limits }), await loadText(text, { limits })];
    expect(anew.problems).toHaveLength(1);
    expect(told(again)).toEqual(told(anew));
  });
});
