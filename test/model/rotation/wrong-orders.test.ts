import { refusedSteps } from './refused-steps';
import { rotationSystem } from './system';
import { worldOf } from './worlds';
import { BLINDLY_WRONG, VISIBLY_WRONG, WrongOrder } from './wrong-orders';
import { explore } from '../explorer';

/** The first step on the shortest way to the outage that the product refuses, and why. */
function firstRefused({ stages, operator }: WrongOrder) {
  const world = worldOf(stages, 1);
  const { broken } = explore(rotationSystem(world, operator));
  expect(broken?.violation).toMatch(/^\S+, which trusts .*, refuses \S+, which presents \d+$/);
  return refusedSteps(world, broken!)[0]?.refusal;
}

describe.each(VISIBLY_WRONG)('$name', order => {
  test('cuts connections, and the records alone are enough to refuse it', () => {
    expect(firstRefused(order).byRecords).toEqual(expect.arrayContaining([...order.refused.byRecords!]));
  });
});

describe.each(BLINDLY_WRONG)('$name', order => {
  test('cuts connections, and the product refuses it if it is told what there is to see', () => {
    expect(firstRefused(order)).toEqual({ byRecords: order.refused.byRecords ?? [], byGuards: order.refused.byGuards });
  });
});
