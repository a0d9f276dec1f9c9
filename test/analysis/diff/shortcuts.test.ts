import * as fc from 'fast-check';
import { anyChange, anyChangeOfScene, RUNS } from './changes';
import { state } from './states';
import { compareCalls, State } from '../../../src/analysis/diff/compare';
import { isOfPods } from '../../../src/analysis/diff/kinds';
import { EVERYWHERE } from '../../../src/analysis/diff/reach';
import { trustDifferences } from '../../../src/analysis/diff/trust-differences';
import { Worlds } from '../../../src/analysis/diff/world';
import { callsOf } from '../../../src/analysis/flows/calls';
import { allPairs, decidesWhatIsCalled, declaredCalls, keyOf } from '../../../src/analysis/flows/declared';
import { Inventory } from '../../../src/analysis/inventory';
import { destinationRules } from '../../../src/analysis/istio/destination-rules';
import { peerAuthentications } from '../../../src/analysis/istio/peer-authentications';
import { trustDomainInPolicies } from '../../../src/analysis/istio/trust-domain';
import { SourcedManifest } from '../../../src/analysis/manifest';
import { registryOf } from '../../../src/analysis/network/registry';
import { services } from '../../../src/analysis/services';
import { podReferences } from '../../../src/analysis/trust/pod-references';
import { workloads } from '../../../src/analysis/workloads';
import { certificate, PlainObject } from '../objects';

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
      expect(compareCalls(alone, EVERYWHERE).transitions).toEqual(compareCalls(withPods, EVERYWHERE).transitions);
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
      expect(compareCalls(once, EVERYWHERE)).toEqual(compareCalls(twice, EVERYWHERE));
    }), { numRuns: RUNS });
  });
});

const isMode: Sorting = ({ manifest: { kind } }) => kind === 'PeerAuthentication';
const isOfServers: Sorting = object => isMode(object) || object.manifest.kind === 'AuthorizationPolicy';
const CALLS_ALONE = ['PeerAuthentication', 'AuthorizationPolicy', 'Sidecar', 'EnvoyFilter', 'VirtualService'];
/** The same objects, none of which turns mutual TLS off. */
const withoutDisable = (objects: readonly PlainObject[]): readonly PlainObject[] => objects.filter(object => object.kind !== 'PeerAuthentication' || object.spec?.mtls?.mode !== 'DISABLE');

describe.each([['anything', anyChange], ['what the oracle is asked about', anyChangeOfScene]])('a change of %s', (_, change) => {
  test.each([
    ['modes', isMode, withoutDisable],
    ['modes, DISABLE among them', isMode, (objects: readonly PlainObject[]) => objects],
    ['what servers ask for', isOfServers, withoutDisable],
    ['what servers ask for, DISABLE among it', isOfServers, (objects: readonly PlainObject[]) => objects],
  ])('of %s makes the same differences as if every client were asked twice', (__, isOfSort, without) => {
    fc.assert(fc.property(change, fc.boolean(), ([before, after], pairs) => {
      const states = changeOf(isOfSort, [without(before), without(after)]);
      const [once, twice] = [new Worlds(...states), new Worlds(...states)];
      const other = states[1].inventory.objects.filter(object => !isOfSort(object) && !decidesWhatIsCalled(object)).slice(0, 1);
      fc.pre(other.length > 0);
      Object.assign(twice, { changed: [...twice.changed, ...other] });
      expect(compareCalls(once, EVERYWHERE, { allPairs: pairs })).toEqual(compareCalls(twice, EVERYWHERE, { allPairs: pairs }));
    }), { numRuns: RUNS });
  });

  test('of what concerns calls alone makes the same differences in trust as if certificates were looked at', () => {
    fc.assert(fc.property(change, both => {
      const states = changeOf(({ manifest: { kind } }) => CALLS_ALONE.includes(kind), both);
      const [alone, withCertificates] = [new Worlds(...states), new Worlds(...states)];
      Object.assign(withCertificates, { changed: [...alone.changed, ...state([certificate()]).inventory.objects] });
      expect(trustDifferences(alone)).toEqual(trustDifferences(withCertificates));
    }), { numRuns: RUNS });
  });

  test('of images alone makes no difference, also if everything is asked about', () => {
    fc.assert(fc.property(change, ([before]) => {
      const text = JSON.stringify(before);
      const states = [state(JSON.parse(text)), state(JSON.parse(text.replaceAll('"image":"', '"image":"new-')))] as const;
      fc.pre(states.every(({ inventory }) => inventory.collisions().length === 0));
      const pods = states.flatMap(({ inventory }) => inventory.objects.filter(isOfPods));
      const [alone, asked] = [new Worlds(...states), Object.assign(new Worlds(...states), { changed: pods, podsChange: true })];
      expect(alone.changed).toEqual([]);
      expect(compareCalls(asked, EVERYWHERE)).toEqual({ flows: [], servers: [], transitions: [] });
      expect(trustDifferences(asked)).toEqual([]);
    }), { numRuns: RUNS });
  });

  test('leaves what is borrowed as it would be made', () => {
    // In whatever order the objects are written.
    const sorted = (items: Iterable<unknown>): string[] => Array.from(items, item => JSON.stringify(item)).sort();
    const made = (inventory: Inventory): unknown => {
      const registry = registryOf(inventory, 'cluster.local');
      const pods = inventory.view(workloads);
      return {
        pods: sorted(pods),
        read: sorted(inventory.view(podReferences)),
        inFront: sorted(pods.map(({ namespace, labels }) => sorted(inventory.view(services).selecting(namespace, labels)))),
        hosts: sorted(registry.hosts.all.map(host => [host, sorted(registry.podsOf(host))])),
        rules: sorted(inventory.view(destinationRules)),
        modes: sorted(inventory.view(peerAuthentications).all),
        trustDomain: inventory.view(trustDomainInPolicies),
      };
    };
    fc.assert(fc.property(change, ([before, after]) => {
      const { states: [, { inventory }] } = new Worlds(state(before), state(after));
      expect(made(inventory)).toEqual(made(new Inventory(inventory.objects)));
    }), { numRuns: RUNS });
  });
});
