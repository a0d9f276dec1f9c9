import * as fc from 'fast-check';
import { diff, flows, state } from './states';
import { compare } from '../../../src/analysis/diff/compare';
import { Diff, differencesOf, FlowKind } from '../../../src/analysis/diff/difference';
import { allow, app, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject } from '../objects';

const peers = (mode: string, name = 'default', metadata: PlainObject = {}): PlainObject => peerAuthentication(name, { mtls: { mode } }, metadata);
const tls = (mode: string): PlainObject => destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode } } });
const CALLS_CART = { container: { env: [{ name: 'CART', value: 'cart:80' }] } };
const WEB = app('web', [], CALLS_CART);
const CART = [app('cart', [7070]), front('cart', 80, 7070)];
const MESHED = [enrolled('shop'), WEB, ...CART];

describe('what a change makes of calls', () => {
  test.each<[FlowKind, string, PlainObject[], PlainObject[]]>([
    ['flow-refused', 'error', MESHED, [...MESHED, peers('STRICT'), tls('DISABLE')]],
    ['flow-served', 'warning', [...MESHED, peers('STRICT'), tls('DISABLE')], [...MESHED, tls('DISABLE')]],
    ['flow-served', 'info', [...MESHED, peers('STRICT'), tls('DISABLE')], [...MESHED, peers('STRICT')]],
    ['flow-downgraded', 'error', MESHED, [...MESHED, peers('DISABLE')]],
    ['flow-upgraded', 'info', [...MESHED, peers('DISABLE')], MESHED],
    ['flow-undecided', 'warning', MESHED, MESHED.slice(1)],
    ['flow-decided', 'info', MESHED.slice(1), MESHED],
    ['flow-decided', 'warning', MESHED.slice(1), [namespace('shop'), ...MESHED.slice(1)]],
    ['flow-gained', 'info', [enrolled('shop'), app('web'), ...CART], MESHED],
    ['flow-gained', 'warning', [enrolled('shop'), app('web'), ...CART], [...MESHED, peers('DISABLE')]],
    ['flow-gained', 'error', [enrolled('shop'), app('web'), ...CART, peers('STRICT'), tls('DISABLE')], [...MESHED, peers('STRICT'), tls('DISABLE')]],
    ['flow-lost', 'info', MESHED, [enrolled('shop'), app('web'), ...CART]],
    ['flow-lost', 'info', MESHED, [enrolled('shop'), ...CART]],
  ])('%s %s', (kind, severity, before, after) => {
    expect(flows(diff(before, after))).toEqual([`${kind} ${severity} shop/web → shop/cart:80`]);
  });

  test('a Service that goes while somebody names it is an error', () => {
    const change = diff(MESHED, [enrolled('shop'), WEB, CART[0]]);
    expect(flows(change)).toEqual(['flow-lost error shop/web → shop/cart:80']);
    expect(change.flows[0]).toMatchObject({
      message: 'Deployment shop/web still calls Service shop/cart:80, which is not there any more',
      fix: 'Keep Service shop/cart with its port 80 until Deployment shop/web does not name it any more.',
    });
    expect(flows(diff(MESHED, [enrolled('shop'), WEB, CART[0], front('cart', 81, 7070)]))).toEqual(['flow-lost error shop/web → shop/cart:80']);
  });

  test('part of the workloads behind a Service that refuse is a call that fails', () => {
    const second = app('cart-v2', [7070], { labels: { app: 'cart', version: 'v2' } });
    const onlyOne = peerAuthentication('v2', { selector: { matchLabels: { version: 'v2' } }, mtls: { mode: 'STRICT' } });
    const objects = [enrolled('shop'), namespace('jobs'), app('batch', [], { in: 'jobs', container: { args: ['cart.shop:80'] } }), ...CART, second];
    const change = diff(objects, [...objects, onlyOne]);
    expect(flows(change)).toEqual(['flow-refused error jobs/batch → shop/cart:80']);
    expect(change.flows[0].message).toContain('fails at some of the workloads behind it; before, it did so at none');
  });

  test('all of the workloads that refuse are worse than some of them', () => {
    const second = app('cart-v2', [7070], { labels: { app: 'cart', version: 'v2' } });
    const onlyOne = peerAuthentication('v2', { selector: { matchLabels: { version: 'v2' } }, mtls: { mode: 'STRICT' } });
    const objects = [enrolled('shop'), namespace('jobs'), app('batch', [], { in: 'jobs', container: { args: ['cart.shop:80'] } }), ...CART, second];
    expect(flows(diff([...objects, onlyOne], [...objects, peers('STRICT')]))).toEqual(['flow-refused error jobs/batch → shop/cart:80']);
    expect(flows(diff([...objects, peers('STRICT')], [...objects, onlyOne]))).toEqual(['flow-served warning jobs/batch → shop/cart:80']);
  });

  test('it says what decided, and by which object', () => {
    const [difference] = diff(MESHED, [...MESHED, peers('DISABLE')]).flows;
    expect(difference.message).toBe('the call of Deployment shop/web to Service shop/cart:80 is plaintext; it was mutual TLS: DISABLE for the namespace: the server takes no mutual TLS');
    expect(difference.objects).toEqual([
      { kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' },
      { kind: 'Deployment', namespace: 'shop', name: 'web' },
      { kind: 'Service', namespace: 'shop', name: 'cart' },
    ]);
    expect(difference.before).toMatchObject({ verdict: 'mutual-tls', declaredBy: { kind: 'Deployment', name: 'web' } });
    expect(difference.after).toMatchObject({ verdict: 'plaintext' });
  });

  test('calls that nobody declared are compared on request', () => {
    const change = [[enrolled('shop'), app('web'), ...CART], [enrolled('shop'), app('web'), ...CART, peers('DISABLE')]] as const;
    expect(flows(diff(...change))).toEqual([]);
    expect(flows(diff(...change, { allPairs: true }))).toEqual(['cart', 'web'].map(client => `flow-downgraded error shop/${client} → shop/cart:80`));
  });
});

describe('what a change makes of everybody else', () => {
  const servers = (before: PlainObject[], after: PlainObject[]): string[] => diff(before, after).servers
    .map(({ kind, severity, server, port }) => `${kind} ${severity} ${server.name}:${port}`);

  test('a policy that goes lets in whom nobody declared', () => {
    expect(flows(diff([...MESHED, peers('STRICT')], MESHED))).toEqual([]);
    expect(servers([...MESHED, peers('STRICT')], MESHED)).toEqual(['server-opened warning cart:7070']);
    expect(servers(MESHED, [...MESHED, peers('STRICT')])).toEqual(['server-closed info cart:7070']);
    expect(diff([...MESHED, peers('STRICT')], [...MESHED, peers('PERMISSIVE')]).servers[0]).toMatchObject({
      message: 'port 7070 of Deployment shop/cart takes plaintext from callers without an identity, which it refused: PERMISSIVE for the namespace: the server takes both mutual TLS and plaintext',
      objects: [{ kind: 'PeerAuthentication', name: 'default' }, { kind: 'Deployment', name: 'cart' }],
    });
  });

  test('so does a sidecar that goes', () => {
    expect(servers([...MESHED, peers('STRICT')], [namespace('shop'), ...MESHED.slice(1), peers('STRICT')])).toEqual(['server-opened warning cart:7070']);
  });

  test('who is kept out by another policy, stays out', () => {
    const only = allow('cart', { serviceAccounts: ['web'] });
    expect(servers([...MESHED, only, peers('STRICT')], [...MESHED, only])).toEqual([]);
  });

  test('a workload that is new, or of which nothing is known, is no difference', () => {
    expect(servers([enrolled('shop'), peers('STRICT')], MESHED)).toEqual([]);
    expect(servers(MESHED.slice(1), MESHED)).toEqual([]);
  });
});

describe('whatever the change is', () => {
  // Pieces of which each may be there or not, and may be one or another.
  const maybe = (...choices: PlainObject[][]): fc.Arbitrary<PlainObject[]> => fc.constantFrom([], ...choices);
  const anyState = fc.tuple(
    fc.constantFrom([enrolled('shop')], [namespace('shop')], []),
    maybe([enrolled('jobs')], [namespace('jobs')]),
    maybe([WEB], [app('web', [], { ...CALLS_CART, pod: { serviceAccountName: 'other' } })]),
    maybe([app('batch', [], { in: 'jobs', container: { args: ['http://cart.shop'] } })]),
    maybe(CART, [CART[0]], [app('cart', [7070], { labels: { version: 'v2' } }), CART[1]]),
    maybe([peers('STRICT')], [peers('DISABLE')], [peers('STRICT', 'mesh', { namespace: 'istio-system' })]),
    maybe([tls('ISTIO_MUTUAL')], [tls('DISABLE')], [tls('SIMPLE')]),
    maybe([allow('cart', { serviceAccounts: ['web'] })], [allow('cart', { namespaces: ['jobs'] })]),
  ).map(pieces => pieces.flat());
  const renamed = { trustDomain: 'example.com' };
  const context = fc.constantFrom({}, { istio: renamed }, { istio: { ...renamed, trustDomainAliases: ['cluster.local'] } });
  const called = ({ transitions }: Diff): unknown[] => transitions.map(({ client, server, port }) => [client, server, port]);
  const summary = ({ flows: differences }: Diff): string[] => differences.map(
    ({ kind, client, server, port }) => JSON.stringify([kind, client, server, port]),
  );

  test('nothing is different from itself', () => {
    fc.assert(fc.property(anyState, context, fc.boolean(), (objects, settings, allPairs) => {
      expect(differencesOf(compare(state(objects, settings), state(objects, settings), { allPairs }))).toEqual([]);
    }));
  });

  test('back again is the opposite of there', () => {
    const pairs = [['gained', 'lost'], ['refused', 'served'], ['upgraded', 'downgraded'], ['decided', 'undecided']];
    const opposite = new Map(pairs.flatMap(([one, other]) => [[one, other], [other, one]] as const));
    fc.assert(fc.property(anyState, anyState, context, context, fc.boolean(), (before, after, one, other, allPairs) => {
      const there = compare(state(before, one), state(after, other), { allPairs });
      const back = compare(state(after, other), state(before, one), { allPairs });
      const servers = (change: Diff): unknown[] => change.servers.map(({ kind, server, port }) => [kind === 'server-opened', server, port]);
      expect(servers(back)).toEqual(servers(there).map(([isOpen, ...rest]: any) => [!isOpen, ...rest]));
      const turned = summary(back).map(text => text.replace(/flow-(\w+)/, (_, kind) => `flow-${opposite.get(kind)}`));
      expect(turned).toEqual(summary(there));
      expect(called(back)).toEqual(called(there));
    }));
  });

  test('the same twice, and in whatever order the objects come', () => {
    fc.assert(fc.property(anyState, anyState, (before, after) => {
      expect(diff(before, after)).toEqual(diff(before, after));
      const shuffled = (objects: PlainObject[]): PlainObject[] => [...objects].reverse();
      expect(summary(diff(shuffled(before), shuffled(after)))).toEqual(summary(diff(before, after)));
    }));
  });

  test('what fails on the way works at both ends', () => {
    fc.assert(fc.property(anyState, anyState, (before, after) => {
      for (const { before: verdict, after: next, orders } of diff(before, after).transitions) {
        expect([verdict, next].filter(each => each === 'refused' || each === 'unknown')).toEqual([]);
        expect(orders.map(({ order }) => order)).toEqual(['policies-first', 'workloads-first']);
        expect(orders.every(({ safe, moment }) => safe === (moment === undefined))).toBe(true);
      }
    }));
  });
});
