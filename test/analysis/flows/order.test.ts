import * as fc from 'fast-check';
import { ours } from '../../oracles/calls/ours';
import { scene } from '../../oracles/calls/scene';

test('the same is said of a call whatever the order of the objects', () => {
  fc.assert(fc.property(scene.chain(drawn => fc.tuple(
    fc.constant(drawn), fc.shuffledSubarray([...drawn.objects], { minLength: drawn.objects.length }),
  )), ([drawn, objects]) => {
    expect(ours({ ...drawn, objects })).toEqual(ours(drawn));
  }), { numRuns: 200 });
});
