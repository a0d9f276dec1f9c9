import fc from 'fast-check';
import { GRID, oneOfValues, pieces, selector } from '../../src/gates/promql';

const HOUR = 3_600_000;

describe('a selector', () => {
  test.each([
    [selector('up', []), 'up'],
    [selector('up', [['a', '=', 'b'], ['c', '!=', '']]), 'up{a="b",c!=""}'],
    [selector('up', [['a', '=', 'x"} or vector(1) # \\ \n']]), 'up{a="x\\"} or vector(1) # \\\\ \\n"}'],
    [selector(['a', 'b'], [['c', '=~', ['x.y', '(|)']]]), '{__name__=~"a|b",c=~"x\\\\.y|\\\\(\\\\|\\\\)"}'],
    [selector('up', [['a', '^=', 'x.y/'], ['b', '!^=', 'z+']]), 'up{a=~"x\\\\.y/.*",b!~"z\\\\+.*"}'],
    [selector('up', [['a', '=', '\ud800']]), 'up{a="\ufffd"}'],
  ])('%s is written as %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  test('says exactly what was meant, whatever a value holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), value => {
      const [, text] = /^up\{a=(".*")\}$/s.exec(selector('up', [['a', '=', value]]))!;
      expect(JSON.parse(text)).toBe(value);
      const [, pattern] = /^up\{a=~(".*")\}$/s.exec(selector('up', [['a', '=~', [value, 'other']]]))!;
      const matches = new RegExp(`^(?:${JSON.parse(pattern)})$`, 's');
      expect([value, `${value}x`, 'other'].map(each => matches.test(each))).toEqual([true, `${value}x` === 'other', true]);
    }));
  });

  test('asks for all where there are too many to name', () => {
    const names = Array.from({ length: 21 }, (_, index) => `n${index}`);
    expect(oneOfValues('a', ['b'])).toEqual([['a', '=', 'b']]);
    expect(oneOfValues('a', names.slice(1))).toEqual([['a', '=~', names.slice(1)]]);
    expect(oneOfValues('a', names)).toEqual([]);
  });
});

describe('a window in pieces', () => {
  test('is covered, by pieces that are not too long and share no look', () => {
    fc.assert(fc.property(fc.integer({ min: 1000, max: 90 * 24 * HOUR }), window => {
      const { number, length } = pieces(window, 6 * HOUR);
      expect(number * length).toBeGreaterThanOrEqual(window);
      expect(length).toBeLessThanOrEqual(6 * HOUR);
      expect(length % GRID).toBe(0);
    }));
  });
});
