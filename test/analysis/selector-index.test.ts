import { SelectorIndex } from '../../src/analysis/selector-index';

describe('a selector index', () => {
  const labels = (object: Record<string, string>): Map<string, string> => new Map(Object.entries(object));
  const index = new SelectorIndex<string>();
  index.add('shop', labels({ app: 'web' }), 'web');
  index.add('shop', labels({ app: 'web', tier: 'front' }), 'front');
  index.add('shop', labels({ tier: 'back' }), 'back');
  index.add('cart', labels({ app: 'web' }), 'cart');
  index.add('shop', labels({}), 'everything');

  test.each([
    ['with some of its labels', { app: 'web' }, ['web']],
    ['with all of its labels and more', { app: 'web', tier: 'front', version: 'v1' }, ['web', 'front']],
    ['with other values', { app: 'cart', tier: 'front' }, []],
    ['without labels', {}, []],
  ])('finds what selects a pod %s', (_, pod, found) => {
    expect(index.selecting('shop', labels(pod)).sort()).toEqual([...found].sort());
  });

  test('keeps namespaces apart', () => {
    expect(index.selecting('cart', labels({ app: 'web', tier: 'back' }))).toEqual(['cart']);
  });
});
