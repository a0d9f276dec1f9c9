import { BROKEN_OBJECTS } from './broken-objects';
import { findingsBy, findingsOf } from './objects';
import { VALID_OBJECTS } from './valid-objects';
import { Severity } from '../../src';

describe('an object that is wrong is refused by its rule:', () => {
  test.each(BROKEN_OBJECTS.map(({ name, code, object }) => ({ name, code, object })))('$code: $name', ({ code, object }) => {
    const findings = findingsBy(code, [object]);
    expect(findings).not.toHaveLength(0);
    for (const finding of findings) {
      expect(finding.fix).not.toBe('');
      expect(finding.objects[0].name).toBe(object.metadata.name);
    }
  });

  test('every name is a sentence of its own', () => {
    const names = BROKEN_OBJECTS.map(({ name, code }) => `${code}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('an object that is just right is no error:', () => {
  test.each(VALID_OBJECTS.map(({ name, object }) => ({ name, kind: object.kind as string, object })))('$kind: $name', ({ object }) => {
    expect(findingsOf([object]).filter(finding => finding.severity === Severity.ERROR)).toEqual([]);
  });
});
