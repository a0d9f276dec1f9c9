import { lifetimeSystem, Tier } from './system';
import { lifetimeFits, lifetimeSlack } from '../../../src/core/change/lifetime-fit';
import { explore } from '../explorer';

/** Lifetimes, and how much too late a CA may be replaced. */
export interface Combination {
  readonly tiers: readonly Tier[];
  readonly delay: number;
}

/** A root and what it signs, with every lifetime up to a longest, and every delay that a CA survives. */
export function* twoTiers(longest: number): Generator<Combination> {
  for (const root of authorities('root', longest)) {
    for (const leaf of leaves(longest)) {
      yield* delayed([root, leaf], root.renewBefore);
    }
  }
}

/** The same with an intermediate in between. */
export function* threeTiers(longest: number): Generator<Combination> {
  for (const root of authorities('root', longest)) {
    for (const intermediate of authorities('intermediate', longest)) {
      for (const leaf of leaves(longest)) {
        yield* delayed([root, intermediate, leaf], Math.min(root.renewBefore, intermediate.renewBefore));
      }
    }
  }
}

/** Whether the product accepts the lifetimes and, if a CA may be late, says that there is so much slack. */
function isPromised({ tiers, delay }: Combination): boolean {
  return tiers.slice(1).every(({ lifetime }, index) => (
    lifetimeFits(lifetime, tiers[index]) && (delay === 0 || lifetimeSlack(lifetime, tiers[index]) >= delay)
  ));
}

/** What came of many combinations. */
export interface Agreement {
  readonly combinations: number;
  readonly accepted: number;
  readonly states: number;
  readonly transitions: number;
  /** Where the product and the model say different things. */
  readonly disagreements: readonly Combination[];
}

/** Whether a certificate can outlive its CA just where the product says so. */
export function agreementOn(all: Iterable<Combination>): Agreement {
  let [combinations, accepted, states, transitions] = [0, 0, 0, 0];
  const disagreements: Combination[] = [];
  for (const combination of all) {
    const seen = explore(lifetimeSystem(combination.tiers, combination.delay));
    const promised = isPromised(combination);
    combinations++;
    accepted += promised ? 1 : 0;
    states += seen.states;
    transitions += seen.transitions;
    if (promised !== (seen.broken === undefined)) {
      disagreements.push(combination);
    }
  }
  return { combinations, accepted, states, transitions, disagreements };
}

function* authorities(name: string, longest: number): Generator<Required<Tier>> {
  for (let lifetime = 2; lifetime <= longest; lifetime++) {
    for (let renewBefore = 1; renewBefore < lifetime; renewBefore++) {
      yield { name, lifetime, renewBefore };
    }
  }
}

function* leaves(longest: number): Generator<Tier> {
  for (let lifetime = 1; lifetime <= longest; lifetime++) {
    yield { name: 'leaf', lifetime };
  }
}

function* delayed(tiers: readonly Tier[], longest: number): Generator<Combination> {
  for (let delay = 0; delay <= longest; delay++) {
    yield { tiers, delay };
  }
}
