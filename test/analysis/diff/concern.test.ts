import * as fc from 'fast-check';
import { anyChange } from './changes';
import { state } from './states';
import { compare, compareCalls } from '../../../src/analysis/diff/compare';
import { concernsCalls } from '../../../src/analysis/diff/concern';
import { EVERYWHERE } from '../../../src/analysis/diff/reach';
import { Worlds } from '../../../src/analysis/diff/world';
import { app } from '../flows/cluster';
import { certificate, namespace, peerAuthentication } from '../objects';

describe('whether a change concerns calls', () => {
  test('where it does not, it makes no difference to any', () => {
    fc.assert(fc.property(anyChange, fc.boolean(), ([before, after], pairs) => {
      const states = [state(before), state(after)] as const;
      const all = compareCalls(new Worlds(...states), EVERYWHERE, { allPairs: pairs });
      expect(compare(...states, { allPairs: pairs })).toMatchObject(all);
    }), { numRuns: 300 });
  });

  test('nothing is different between a state and itself, also where several objects claim one name', () => {
    const twice = [namespace('shop', { 'istio-injection': 'enabled' }), app('cart', [7070]), app('cart', [7070], { labels: { 'sidecar.istio.io/inject': 'false' } })];
    const states = [state([...twice, peerAuthentication('default', { mtls: { mode: 'STRICT' } })]), state([...twice, peerAuthentication('default', { mtls: { mode: 'STRICT' } })])] as const;
    expect(compareCalls(new Worlds(...states), EVERYWHERE)).toEqual({ flows: [], servers: [], transitions: [] });
  });

  test('what only certificates are changed by does not', () => {
    const [before, after] = [[], [certificate()]].map(more => state([app('web'), ...more]));
    expect(concernsCalls(new Worlds(before, after))).toBe(false);
    const gone = state([]);
    expect(concernsCalls(new Worlds(before, gone))).toBe(true);
  });
});
