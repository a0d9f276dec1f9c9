import * as fc from 'fast-check';
import { anyChange, anyChangeOfScene, RUNS } from './changes';
import { state } from './states';
import { compareCalls, State } from '../../../src/analysis/diff/compare';
import { EVERYWHERE } from '../../../src/analysis/diff/reach';
import { isOfPods, Worlds } from '../../../src/analysis/diff/world';
import { callsOf } from '../../../src/analysis/flows/calls';
import { allPairs, decidesWhatIsCalled, declaredCalls, keyOf } from '../../../src/analysis/flows/declared';
import { SourcedManifest } from '../../../src/analysis/manifest';
import { PlainObject } from '../objects';

type Sorting = (object: SourcedManifest) => boolean;

/** A cluster, and the same after a change of those objects only that are of some sort. */
function changeOf(isOfSort: Sorting, [before, after]: readonly [readonly PlainObject[], readonly PlainObject[]]): readonly [State, State] {
  const sourced = (manifest: PlainObject): SourcedManifest => state([manifest]).inventory.objects[0];
  return [state(before), state([...before.filter(object => !isOfSort(sourced(object))), ...after.filter(object => isOfSort(sourced(object)))])];
}

describe.each([['anything', anyChange], ['what the oracle is asked about', anyChangeOfScene]])('a change of %s', (_, change) => {
  test('of policies alone is the same on its way as if pods were replaced too', () => {
    fc.assert(fc.property(change, both => {
      const states = changeOf(object => !isOfPods(object), both);
      // Which of several that claim one name is meant, may differ between two moments.
      fc.pre(states.every(({ inventory }) => inventory.collisions().length === 0));
      const [alone, withPods] = [new Worlds(...states), Object.assign(new Worlds(...states), { podsChange: true })];
      expect(compareCalls(states, alone, EVERYWHERE).transitions).toEqual(compareCalls(states, withPods, EVERYWHERE).transitions);
    }), { numRuns: RUNS });
  });

  test('of objects that do not decide what is called declares the same calls', () => {
    fc.assert(fc.property(change, both => {
      const [before, after] = changeOf(object => !decidesWhatIsCalled(object), both).map(({ inventory, context }) => {
        const calls = callsOf(inventory, context);
        const declared = declaredCalls(inventory, calls).map(call => [keyOf(call), call.declaredBy]);
        return { declared, pairs: [...allPairs(inventory, calls)].map(keyOf) };
      });
      expect(after).toEqual(before);
    }), { numRuns: RUNS });
  });

  test('of such objects makes the same differences as if the calls of both states were declared', () => {
    fc.assert(fc.property(change, both => {
      const states = changeOf(object => !decidesWhatIsCalled(object), both);
      const once = new Worlds(...states);
      const twice = Object.assign(new Worlds(...states), { changed: [...once.changed, ...states[1].inventory.objects.filter(decidesWhatIsCalled)] });
      expect(compareCalls(states, once, EVERYWHERE)).toEqual(compareCalls(states, twice, EVERYWHERE));
    }), { numRuns: RUNS });
  });
});
