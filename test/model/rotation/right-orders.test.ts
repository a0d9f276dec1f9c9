import { RIGHT } from './operator';
import { RIGHT_ORDERS } from './right-orders';
import { rootsOf } from './roots';
import { steady } from './stage';
import { hasArrived, rotationSystem } from './system';
import { EMERGENCY, REPLACEMENT, worldOf } from './worlds';
import { EMERGENCY_ORDER } from './wrong-orders';
import { explore, exploreTowards } from '../explorer';

test.each(RIGHT_ORDERS)('$name: nobody is ever refused, and there always is a way to the end', ({ stages, operator }) => {
  const world = worldOf(stages, 1);
  const { states, broken } = exploreTowards(rotationSystem(world, operator), hasArrived(world));
  expect(broken).toBeUndefined();
  expect(states).toBeGreaterThan(10_000);
});

test.each(REPLACEMENT.map(({ name }, stage) => ({ stage, name })))('everybody can come to stage $stage, $name', ({ stage }) => {
  const world = worldOf(REPLACEMENT, 1);
  const arrived = hasArrived(world, stage);
  const { broken } = explore({ ...rotationSystem(world, RIGHT), violation: state => (arrived(state) ? 'arrived' : undefined) });
  expect(broken?.violation).toBe('arrived');
});

describe('after a compromise', () => {
  const { operator } = EMERGENCY_ORDER;
  const compromised = rootsOf(['2026']);

  test('what is still under the old root is refused, and nothing else, and there always is a way to the end', () => {
    const world = worldOf(EMERGENCY, 1);
    expect(explore(rotationSystem(world, operator)).broken?.violation).toMatch(/presents 2026$/);
    expect(exploreTowards(rotationSystem(world, operator, compromised), hasArrived(world)).broken).toBeUndefined();
  });

  test('to swap the roots at once costs more: what is under the new root is refused too', () => {
    const swap = worldOf([steady('2026'), steady('2027')], 1);
    const atOnce = { ...operator, sight: undefined };
    expect(explore(rotationSystem(swap, atOnce, compromised)).broken?.violation).toMatch(/presents 2027$/);
  });
});
