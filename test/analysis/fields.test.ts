import { fieldAt, fieldsAt, hasField, integerAt, listAt, textAt, textMapAt, textsAt } from '../../src/analysis/fields';

describe('fields that may hold anything', () => {
  const value = JSON.parse('{"a":{"b":"c","n":5,"f":0.5,"l":["x",1,null,"y"],"m":{"k":"v","n":1},"none":null},"__proto__":{"polluted":"yes"}}') as unknown;

  test('are read by their path', () => {
    expect(textAt(value, 'a', 'b')).toBe('c');
    expect(integerAt(value, 'a', 'n')).toBe(5);
    expect(textsAt(value, 'a', 'l')).toEqual(['x', 'y']);
    expect([...textMapAt(value, 'a', 'm')]).toEqual([['k', 'v']]);
  });

  test('of another type are absent', () => {
    expect(textAt(value, 'a', 'n')).toBeUndefined();
    expect(integerAt(value, 'a', 'f')).toBeUndefined();
    expect(listAt(value, 'a', 'b')).toEqual([]);
    expect(fieldsAt(value, 'a', 'l')).toEqual({});
  });

  test('that are null are absent', () => {
    expect(hasField(value, 'a', 'none')).toBe(false);
    expect(fieldAt(value, 'a', 'none', 'deeper')).toBeUndefined();
  });

  test('are own fields only', () => {
    expect(fieldAt({}, 'constructor')).toBeUndefined();
    expect(fieldAt({}, '__proto__', 'toString')).toBeUndefined();
    expect(textAt(value, '__proto__', 'polluted')).toBe('yes');
    expect(textAt(value, 'polluted')).toBeUndefined();
  });
});
