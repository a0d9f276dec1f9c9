import { EMERGENCIES } from './emergencies';
import { RIGHT } from './operator';
import { RIGHT_ORDERS } from './right-orders';
import { rootsOf } from './roots';
import { hasArrived, rotationSystem } from './system';
import { REPLACEMENT, worldOf } from './worlds';
import { explore, exploreTowards } from '../explorer';

test.each(RIGHT_ORDERS)('$name: nobody is ever refused, and there always is a way to the end', ({ stages, operator }) => {
  const world = worldOf(stages, 1);
  const { states, broken } = exploreTowards(rotationSystem(world, operator), hasArrived(world));
  expect(broken).toBeUndefined();
  expect(states).toBeGreaterThan(1000);
});

test.each(REPLACEMENT.map(({ name }, stage) => ({ stage, name })))('everybody can come to stage $stage, $name', ({ stage }) => {
  const world = worldOf(REPLACEMENT, 1);
  const arrived = hasArrived(world, stage);
  const { broken } = explore({ ...rotationSystem(world, RIGHT), violation: state => (arrived(state) ? 'arrived' : undefined) });
  expect(broken?.violation).toBe('arrived');
});

describe.each(EMERGENCIES)('after a compromise, $name', ({ stages, operator, costs }) => {
  const world = worldOf(stages, 1);

  test.each(costs)('certificates under %s are refused on the way', cost => {
    const others = costs.filter(root => root !== cost);
    expect(explore(rotationSystem(world, operator, rootsOf(others))).broken?.violation).toMatch(new RegExp(`presents ${cost}$`));
  });

  test('no others are, and there always is a way to the end', () => {
    expect(exploreTowards(rotationSystem(world, operator, rootsOf(costs)), hasArrived(world)).broken).toBeUndefined();
  });
});
