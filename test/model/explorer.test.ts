import { explore, exploreTowards, System } from './explorer';

/** A walk on whole numbers. */
function walk(next: (place: number) => readonly number[], forbidden?: number): System<number> {
  return {
    initial: 0,
    moves: place => next(place).map(to => ({ who: `${place}`, what: `goes to ${to}`, to })),
    key: String,
    violation: place => (place === forbidden ? 'forbidden' : undefined),
  };
}

const byOneOrThree = (place: number) => [place + 1, place + 3].filter(to => to <= 10);

test('every state is visited once, and every transition is counted', () => {
  expect(explore(walk(byOneOrThree))).toEqual({ states: 11, transitions: 18 });
});

test('the trace to a violation is a shortest one', () => {
  const { broken } = explore(walk(byOneOrThree, 7));
  expect(broken).toMatchObject({ end: 7, violation: 'forbidden' });
  expect(broken!.steps.map(({ from, to }) => [from, to])).toEqual([[0, 1], [1, 4], [4, 7]]);
});

test('a state that already is forbidden at the beginning needs no step', () => {
  expect(explore(walk(byOneOrThree, 0)).broken).toMatchObject({ end: 0, steps: [] });
});

test('a state from which there is no way to the end is found, the nearest first; others that have one are none', () => {
  const next = (place: number) => ({ 0: [1, 2], 1: [0, 9], 2: [3], 3: [2] }[place] ?? []);
  expect(exploreTowards(walk(next), place => place === 9).broken).toMatchObject({ end: 2, steps: [{ what: 'goes to 2' }] });
  expect(exploreTowards(walk(next), place => place === 9 || place === 3)).toEqual({ states: 5, transitions: 6 });
});

test('a violation counts before the end that is missed', () => {
  expect(exploreTowards(walk(byOneOrThree, 2), () => false).broken).toMatchObject({ violation: 'forbidden' });
});

test('states of one key are one state, and along a trace everybody keeps their name', () => {
  const pair: System<readonly number[]> = {
    initial: [0, 0],
    moves: ([left, right]) => [
      { who: 'right', what: 'rises', to: [left, right + 1] },
      { who: 'left', what: 'rises', to: [left + 1, right] },
    ].filter(({ to }) => Math.max(...to) <= 3),
    key: state => [...state].sort().join(),
    violation: state => (Math.min(...state) === 2 ? 'both are high' : undefined),
  };
  const { states, broken } = explore(pair);
  expect(states).toBeLessThan(10);
  for (const { who, from, to } of broken!.steps) {
    expect(to).toEqual(who === 'right' ? [from[0], from[1] + 1] : [from[0] + 1, from[1]]);
  }
});
