import * as fc from 'fast-check';
import { anyChange, anyChangeOfScene, RUNS } from './changes';
import { state } from './states';
import { compareCalls, State } from '../../../src/analysis/diff/compare';
import { EVERYWHERE, Reach, reachOf } from '../../../src/analysis/diff/reach';
import { Worlds } from '../../../src/analysis/diff/world';
import { allPairs } from '../../../src/analysis/flows/declared';
import { allow, app, enrolled, front } from '../flows/cluster';
import { destinationRule, peerAuthentication, PlainObject } from '../objects';

function reachFor(before: State, after: State): { worlds: Worlds; reach: Reach } {
  const worlds = new Worlds(before, after);
  return { worlds, reach: reachOf(worlds) };
}

describe.each([['anything', anyChange], ['what the oracle is asked about', anyChangeOfScene]])('how far a change of %s reaches', (_, change) => {
  test('what it does not reach makes no difference', () => {
    fc.assert(fc.property(change, fc.boolean(), ([before, after], pairs) => {
      const states = [state(before), state(after)] as const;
      const { worlds, reach } = reachFor(...states);
      expect(compareCalls(worlds, reach, { allPairs: pairs })).toEqual(compareCalls(worlds, EVERYWHERE, { allPairs: pairs }));
    }), { numRuns: RUNS });
  });

  test('nor is what it does not reach explained in another way', () => {
    fc.assert(fc.property(change, ([before, after]) => {
      const { worlds, reach } = reachFor(state(before), state(after));
      const [old, next] = worlds.states;
      const [was, is] = [worlds.pure(0).calls, worlds.pure(1).calls];
      const explained = new Set([...allPairs(next.inventory, is)].map(call => JSON.stringify(is.explain(call.client, call.target))));
      const unreached = [...allPairs(old.inventory, was)].filter(call => !reach.call(call));
      expect(unreached.map(call => JSON.stringify(was.explain(call.client, call.target))).filter(flow => !explained.has(flow))).toEqual([]);
    }), { numRuns: RUNS });
  });
});

describe('a change reaches', () => {
  const NAMESPACES = ['a', 'b', 'c'];
  const BASE = NAMESPACES.flatMap(home => [enrolled(home), app('web', [], { in: home }), app('cart', [7070], { in: home }), front('cart', 80, 7070, home)]);
  const route: PlainObject = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'route', namespace: 'c' },
    spec: { hosts: ['cart.c.svc.cluster.local'], http: [{ route: [{ destination: { host: 'cart.b.svc.cluster.local' } }] }] },
  };
  /** The calls that are reached, each as client and server. */
  function reached(before: readonly PlainObject[], after: readonly PlainObject[]): string[] {
    const states = [state([...BASE, ...before]), state([...BASE, ...after])] as const;
    const { worlds, reach } = reachFor(...states);
    const calls = [...allPairs(states[1].inventory, worlds.pure(1).calls, reach)];
    return [...new Set(calls.map(({ client, target }) => `${client.namespace} → ${target.object.manifest.metadata.namespace}`))].sort();
  }
  const TO_AND_FROM_B = ['a → b', 'b → a', 'b → b', 'b → c', 'c → b'];
  const EVERY = NAMESPACES.flatMap(from => NAMESPACES.map(to => `${from} → ${to}`));

  test.each<[what: string, changed: PlainObject]>([
    ['a mode', peerAuthentication('default', { mtls: { mode: 'STRICT' } }, { namespace: 'b' })],
    ['a policy', allow('cart', { namespaces: ['a'] }, [], 'b')],
    ['a rule for callers', destinationRule('cart', { host: 'cart.b.svc.cluster.local', trafficPolicy: { tls: { mode: 'DISABLE' } } }, 'b')],
    ['a workload', app('more', [7070], { in: 'b' })],
    ['a Service', front('more', 80, 7070, 'b')],
  ])('the calls to and from its namespace: %s', (_, changed) => {
    expect(reached([], [changed])).toEqual(TO_AND_FROM_B);
    expect(reached([changed], [])).toEqual(TO_AND_FROM_B);
  });

  test('calls that are led there', () => {
    const strict = peerAuthentication('default', { mtls: { mode: 'STRICT' } }, { namespace: 'b' });
    expect(reached([route], [route, strict])).toEqual([...TO_AND_FROM_B, 'a → c', 'c → c'].sort());
  });

  test('calls by a name that leads there by another one', () => {
    const alias = (name: string, home: string, to: string): PlainObject => ({
      apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: home }, spec: { type: 'ExternalName', externalName: to, ports: [{ name: 'http', port: 80 }] },
    });
    const old = alias('old', 'c', 'new.b.svc.cluster.local');
    const [toA, toC] = ['a', 'c'].map(home => alias('new', 'b', `cart.${home}.svc.cluster.local`));
    expect(reached([old, toA], [old, toC])).toEqual([...TO_AND_FROM_B, 'a → c', 'c → c'].sort());
  });

  test('calls to pods that proxies know from another Service, which is led there', () => {
    const headless = (name: string): PlainObject => {
      const object = front(name, 7070, 7070, 'c');
      return { ...object, spec: { ...object.spec, selector: { app: 'cart' }, clusterIP: 'None' } };
    };
    const led = { ...route, spec: { ...route.spec, hosts: ['one.c.svc.cluster.local'] } };
    const strict = peerAuthentication('default', { mtls: { mode: 'STRICT' } }, { namespace: 'b' });
    const services = [headless('one'), headless('two'), led];
    const states = [state([...BASE, ...services]), state([...BASE, ...services, strict])] as const;
    const { worlds, reach } = reachFor(...states);
    const calls = [...allPairs(states[1].inventory, worlds.pure(1).calls, reach)];
    expect(calls.filter(({ client }) => client.namespace === 'a').map(({ target }) => target.object.manifest.metadata.name)).toEqual(expect.arrayContaining(['one', 'two']));
  });

  test.each<[what: string, before: PlainObject[], after: PlainObject[]]>([
    ['of the whole mesh', [], [peerAuthentication('default', { mtls: { mode: 'STRICT' } }, { namespace: 'istio-system' })]],
    ['of routes', [], [route]],
    ['of hosts, where there are routes', [route], [route, front('more', 80, 7070, 'b')]],
    ['of kinds that are not known', [], [{ apiVersion: 'example.com/v1', kind: 'Mesh', metadata: { name: 'mesh', namespace: 'b' } }]],
  ])('every call, if it is one %s', (_, before, after) => expect(reached(before, after)).toEqual(EVERY));
});
