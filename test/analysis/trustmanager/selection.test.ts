import { selectorMatches } from '../../../src/analysis/trustmanager/selection';
import { PlainObject } from '../objects';

describe('a label selector', () => {
  const labels = new Map([['app', 'web'], ['tier', 'front']]);
  const expression = (key: string, operator: string, ...values: string[]): PlainObject => ({ matchExpressions: [{ key, operator, values }] });

  test.each<[string, unknown, boolean | undefined, boolean | undefined]>([
    ['that is not there', undefined, true, true],
    ['that is empty', {}, true, true],
    ['with labels', { matchLabels: { app: 'web' } }, true, true],
    ['with another value', { matchLabels: { app: 'cart' } }, false, false],
    ['with another label', { matchLabels: { team: 'a' } }, false, undefined],
    ['with one label that fits and one that does not', { matchLabels: { team: 'a', app: 'cart' } }, false, false],
    ['In', expression('app', 'In', 'cart', 'web'), true, true],
    ['In other values', expression('app', 'In', 'cart'), false, false],
    ['NotIn', expression('app', 'NotIn', 'web'), false, false],
    ['NotIn for a label that is missing', expression('team', 'NotIn', 'a'), true, undefined],
    ['Exists', expression('app', 'Exists'), true, true],
    ['Exists for a label that is missing', expression('team', 'Exists'), false, undefined],
    ['DoesNotExist', expression('app', 'DoesNotExist'), false, false],
    ['DoesNotExist for a label that is missing', expression('team', 'DoesNotExist'), true, undefined],
    ['with an unknown operator', expression('app', 'Is', 'web'), undefined, undefined],
  ])('%s', (_, selector, complete, incomplete) => {
    expect(selectorMatches(selector, labels)).toBe(complete);
    expect(selectorMatches(selector, labels, false)).toBe(incomplete);
  });
});
