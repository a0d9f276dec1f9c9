import { agreementOn, threeTiers, twoTiers } from './combinations';
import { lifetimeSystem } from './system';
import { lifetimeFits } from '../../../src/core/change/lifetime-fit';
import { explore } from '../explorer';

test.each([
  ['two tiers', twoTiers(6)],
  ['three tiers', threeTiers(4)],
])('%s: a certificate can outlive its CA just where the product refuses the lifetimes, or its slack is overdrawn', (_, combinations) => {
  const { disagreements, accepted, combinations: all } = agreementOn(combinations);
  expect(disagreements).toEqual([]);
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(all);
});

test('the shortest way to a certificate that outlives its CA is to issue it just before the CA is replaced', () => {
  const tiers = [{ name: 'root', lifetime: 3, renewBefore: 1 }, { name: 'leaf', lifetime: 2 }];
  const { steps, violation } = explore(lifetimeSystem(tiers, 0)).broken!;
  expect(steps.map(({ who, what }) => `${who} ${what}`)).toEqual([
    'time passes',
    'time passes',
    'leaf is issued again, to live 2, by one that has 1 left',
    'root is replaced by its successor',
    'time passes',
    'leaf is copied by somebody who keeps it to its end',
  ]);
  expect(violation).toBe('the root that signed this leaf has ended, and it says of itself that it has 1 left');
});

test('of a CA whose successor nobody has planned, the product refuses what outlives it even if it is issued on the first day; whatever is issued on the last day does', () => {
  for (let root = 1; root <= 5; root++) {
    for (let leaf = 1; leaf <= 5; leaf++) {
      const tiers = [{ name: 'root', lifetime: root }, { name: 'leaf', lifetime: leaf }];
      const { steps } = explore(lifetimeSystem(tiers, 0)).broken!;
      expect([root, leaf, steps.some(({ what }) => what.startsWith('is issued again'))]).toEqual([root, leaf, lifetimeFits(leaf, tiers[0])]);
    }
  }
});
