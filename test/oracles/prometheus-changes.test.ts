import { PATIENCE } from './programs';
import { History } from './prometheus/history';
import { Ends, NEW, Renamed, reportCalls, reportRenamed } from './prometheus/identities';
import { DAY, HOUR, MINUTE, NOW, reportAgent, reportCertificate, Sample, scraped, SINCE } from './prometheus/reports';
import { hasPrometheus, PrometheusServer } from './prometheus/server';
import { cli } from '../cli/program';
import { NAMESPACE, workload } from '../cli/shop';
import { intermediateRotation, trustDomainChange } from '../gates/rotation';

const history = new History();
const ago = (hours: number): number => NOW - hours * HOUR;
/** A time as an option has it. */
const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** What cert-manager and the agents report while an intermediate is replaced. */
interface Replacement {
  /** The times at which the old generation is reported, and whether it is renewed then. */
  readonly old?: (at: number) => 'renewed' | 'drained' | 'gone';
  /** The times at which the new one is reported. */
  readonly isReported?: (at: number) => boolean;
  /** How many hours ago the certificates of web and cart, and those of their sidecars were issued. */
  readonly issued?: readonly [web: number, cart: number, webPod: number, cartPod: number];
  readonly notReady?: string;
  /** How many hours ago something was issued that no manifest shows. */
  readonly stranger?: number;
}

/** The new generation is prepared two days ago, and the old one is drained 20 hours ago. */
function replacement(name: string, more: Replacement = {}): void {
  const { old = each => (each < ago(20) ? 'renewed' : 'drained'), isReported = each => each >= ago(48), notReady, stranger } = more;
  const [web, cart, webPod, cartPod] = more.issued ?? [3, 2, 3, 2];
  const due = (is: (each: number) => number | undefined): Sample[] => {
    return scraped(SINCE - 2 * DAY, NOW, each => is(each) ?? -1).filter(([, value]) => value >= 0);
  };
  const intermediate = { namespace: 'cert-manager', issuer: 'ca-root-2026', lifetime: 2160 };
  for (const each of [
    {
      ...intermediate,
      name: 'ca-east',
      age: 500,
      renewals: due(when => ({ renewed: NOW + 900 * HOUR, drained: 0, gone: undefined })[isReported(when) || when < ago(48) ? old(when) : 'gone']),
    },
    { ...intermediate, name: 'ca-east-2', age: 48, isReady: notReady !== 'ca-east-2', renewals: due(when => (isReported(when) ? NOW + 1400 * HOUR : undefined)) },
    { namespace: 'shop', name: 'web', issuer: 'ca-east', lifetime: 24, age: web },
    { namespace: 'shop', name: 'cart', issuer: 'ca-east', lifetime: 24, age: cart },
    ...stranger === undefined ? [] : [{ namespace: 'jobs', name: 'batch', issuer: 'ca-east', lifetime: 24, age: stranger }],
  ]) {
    reportCertificate(history, name, each);
  }
  reportAgent(history, name, 'web-7d4b9c6f5-x2x1f', webPod);
  reportAgent(history, name, 'cart-7d4b9c6f5-abcde', cartPod);
}

replacement('drained');
replacement('partly issued again', { issued: [3, 30, 2, 23] });
replacement('before it was drained, by the new generation perhaps', { issued: [22, 2, 22, 2] });
replacement('too close', { issued: [19.97, 3, 3, 19.97] });
replacement('still renewed', { old: () => 'renewed' });
replacement('never renewed', { old: () => 'drained' });
replacement('drained long ago', { old: each => (each < ago(8 * 24) ? 'renewed' : 'drained'), isReported: each => each >= ago(9 * 24) });
replacement('not watched when it was drained', { isReported: each => each >= ago(48) && (each < ago(30) || each >= ago(4)), issued: [3, 10, 3, 10] });
replacement('drained twice', { old: each => (each < ago(40) ? 'renewed' : each < ago(30) ? 'drained' : each < ago(8) ? 'renewed' : 'drained'), issued: [3, 12, 3, 12] });
replacement('at once', { old: each => (each < ago(8) ? 'renewed' : 'gone'), isReported: each => each >= ago(8), issued: [3, 12, 3, 2] });
replacement('a stranger', { stranger: 21 });
replacement('a stranger since', { stranger: 1 });
replacement('not ready', { notReady: 'ca-east-2' });

const OLD = 'spiffe://old.example.com/ns/jobs/sa/batch';
const calls = (name: string, client: string, ends: Ends, samples: readonly Sample[]): void => reportCalls(history, name, client, 'cart', ends, samples);
const renamed = (name: string, more?: Renamed): void => reportRenamed(history, name, more);

renamed('renamed');
renamed('resets', { count: when => Math.floor(((when - SINCE) % DAY) / MINUTE) });
renamed('idle', { count: () => 12 });
renamed('old certificates', { issued: 31, agent: 29.97 });
for (const [name, samples] of [
  ['one call', scraped(ago(72), NOW, () => 1)],
  ['one more call', scraped(SINCE, NOW, when => (when < ago(72) ? 5 : 6))],
  ['begun anew', scraped(SINCE, NOW, when => (when < ago(72) ? 5 : 1))],
  ['long ago', scraped(SINCE, NOW, () => 7)],
  ['gone before', scraped(SINCE, ago(8 * 24), () => 7)],
] as const) {
  renamed(name);
  calls(name, 'batch', { source: OLD, destination: NEW }, samples);
}
renamed('a connection');
calls('a connection', 'batch', { source: OLD, destination: NEW, metric: 'istio_tcp_connections_opened_total' }, scraped(ago(72), NOW, () => 1));
renamed('an old server');
calls('an old server', 'web', { source: NEW, destination: 'spiffe://old.example.com/ns/shop/sa/cart' }, scraped(ago(72), NOW, () => 2));
renamed('similar names');
calls('similar names', 'batch', { source: 'spiffe://old.example.com.evil.org/ns/jobs/sa/batch', destination: 'spiffe://oldxexample.com/ns/shop/sa/cart' }, scraped(ago(72), NOW, () => 2));
renamed('plaintext');
calls('plaintext', 'batch', { source: 'unknown', destination: 'unknown', policy: 'none' }, scraped(ago(72), NOW, () => 2));
renamed('nameless');
calls('nameless', 'batch', {}, scraped(ago(72), NOW, () => 2));
renamed('of one end');
calls('of one end', 'batch', { source: NEW, destination: 'unknown' }, scraped(ago(72), NOW, () => 2));

let server: PrometheusServer;
const whereAsked = hasPrometheus ? describe : describe.skip;

whereAsked('of what a real Prometheus has seen', () => {
  beforeAll(async () => { server = await PrometheusServer.start(history.toString()); }, PATIENCE);
  afterAll(() => server?.stop());

  const shop = [NAMESPACE, workload('web', 8080), workload('cart', 7070)].join('---');

  /** The gates that are not passed, each with what is in its way. */
  async function shut(name: string, ca: string, ...more: string[]): Promise<Record<string, unknown>> {
    const files = { 'shop.yaml': shop, 'ca.yaml': ca };
    const { out, err } = await cli(['gate', '--prometheus', server.url, '--match', `case=${name}`, '--now', at(NOW), '--format', 'json', ...more, ...Object.keys(files)], { files });
    expect(err).toBe('');
    const { gates } = JSON.parse(out);
    // What the health of everything says has tests of its own, and roots are not reported here.
    return Object.fromEntries(gates.filter((gate: any) => gate.outcome !== 'pass' && !['certificates', 'agents'].includes(gate.name))
      .map((gate: any) => [gate.name, [gate.outcome, ...gate.offenders.map(({ subject }: any) => subject)]]));
  }

  const UNKNOWN = ['undecided', 'generation "1" of ca/east'];

  describe('while an intermediate is replaced,', () => {
    const retire = (name: string, ...more: string[]): Promise<Record<string, unknown>> => shut(name, intermediateRotation('drain'), ...more);

    test('the new generation is issued, or not, or not known', async () => {
      expect(await shut('drained', intermediateRotation('prepare'))).toEqual({});
      expect(await shut('not ready', intermediateRotation('prepare'))).toEqual({ 'new-intermediate-issued': ['fail', 'Certificate cert-manager/ca-east-2'] });
      expect(await shut('nothing at all', intermediateRotation('prepare'))).toEqual({ 'new-intermediate-issued': ['undecided', 'Certificate cert-manager/ca-east-2'] });
    });

    test.each(['drained', 'a stranger since'])('%s: everything is issued again', async name => {
      expect(await retire(name)).toEqual({});
    });

    test.each<[string, Record<string, unknown>]>([
      ['partly issued again', { 'certificates-reissued': ['fail', 'Certificate shop/cart'], 'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde'] }],
      ['before it was drained, by the new generation perhaps', { 'certificates-reissued': ['fail', 'Certificate shop/web'], 'agents-reissued': ['fail', 'pod shop/web-7d4b9c6f5-x2x1f'] }],
      ['too close', { 'certificates-reissued': ['fail', 'Certificate shop/web'], 'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde'] }],
      ['not watched when it was drained', { 'certificates-reissued': ['fail', 'Certificate shop/cart'], 'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde'] }],
      ['drained twice', { 'certificates-reissued': ['fail', 'Certificate shop/cart'], 'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde'] }],
      ['a stranger', { 'nothing-under-old-intermediate': ['fail', 'Certificate jobs/batch'] }],
    ])('%s: what may be of the old generation is named', async (name, offenders) => {
      expect(await retire(name)).toEqual(offenders);
    });

    test.each(['still renewed', 'never renewed', 'drained long ago'])('%s: since when it signs nothing is not known', async name => {
      expect(await retire(name)).toEqual({ 'certificates-reissued': UNKNOWN, 'agents-reissued': UNKNOWN });
    });

    test('drained long ago, it is seen farther back, or said', async () => {
      expect(await retire('drained long ago', '--window', '10d')).toEqual({});
      expect(await retire('drained long ago', '--since', at(ago(20)))).toEqual({});
      expect(await retire('drained long ago', '--since', at(ago(2.5)))).toMatchObject({ 'certificates-reissued': ['fail', 'Certificate shop/web'] });
    });

    test('what is said is not believed where the opposite was seen', async () => {
      expect(await retire('still renewed', '--since', at(ago(20)))).toEqual({ 'certificates-reissued': UNKNOWN, 'agents-reissued': UNKNOWN });
      expect(await retire('drained twice', '--since', at(ago(35)))).toMatchObject({ 'certificates-reissued': ['fail', 'Certificate shop/cart'] });
    });

    test('nothing is known where nothing is scraped', async () => {
      expect(await retire('nothing at all')).toEqual({ 'certificates-reissued': UNKNOWN, 'agents-reissued': UNKNOWN, 'nothing-under-old-intermediate': ['undecided', 'cert-manager'] });
    });

    test('at once, everything is issued again since the old generation went', async () => {
      expect(await shut('at once', intermediateRotation('compromise'), '--checked', 'new-intermediate-signs', '--checked', 'old-key-deleted'))
        .toEqual({ 'certificates-reissued': ['fail', 'Certificate shop/cart'] });
    });
  });

  describe('while a trust domain is changed,', () => {
    const looked = ['aliases-known', 'restarts-possible', 'old-domain-unnamed'].flatMap(name => ['--checked', name]);
    const settle = (name: string, ...more: string[]): Promise<Record<string, unknown>> => shut(name, trustDomainChange('switch-over'), '--since', at(ago(30)), ...looked, ...more);
    const announced = (...more: string[]): Promise<Record<string, unknown>> => shut('renamed', trustDomainChange('announce'), ...looked, ...more);

    test('a confined intermediate is issued again since, or not, or not known', async () => {
      expect(await announced('--since', at(ago(41)))).toEqual({});
      expect(await announced('--since', at(ago(39)))).toEqual({ 'confined-reissued': ['fail', 'Certificate cert-manager/ca-east'] });
      expect(await announced()).toEqual({ 'confined-reissued': ['undecided', 'chain "ca"'] });
      expect(await shut('nothing at all', trustDomainChange('announce'), ...looked, '--since', at(ago(41)))).toEqual({ 'confined-reissued': ['undecided', 'Certificate cert-manager/ca-east'] });
    });

    test.each(['renamed', 'resets', 'long ago', 'gone before', 'similar names', 'plaintext'])('%s: nobody has an old identity', async name => {
      expect(await settle(name)).toEqual({});
    });

    test.each([['one call', 'shop/cart'], ['one more call', 'shop/cart'], ['begun anew', 'shop/cart'], ['a connection', 'shop/cart'], ['an old server', 'shop/cart']])('%s: somebody has', async (name, subject) => {
      expect(await settle(name)).toEqual({ 'no-old-identity': ['fail', subject] });
    });

    test.each([['nameless', ['shop/cart', 'shop/cart']], ['of one end', ['shop/cart']]])('%s: it cannot be told who calls', async (name, subjects) => {
      expect(await settle(name)).toEqual({ 'no-old-identity': ['undecided', ...subjects] });
    });

    test('without calls, nothing follows from there being none with an old identity', async () => {
      expect(await settle('idle')).toEqual({ 'identity-coverage': ['undecided', 'shop/cart', 'shop/web'] });
    });

    test('certificates of before the new identities are named', async () => {
      expect(await settle('old certificates')).toEqual({
        'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde', 'pod shop/web-7d4b9c6f5-x2x1f'], 'certificates-reissued': ['fail', 'Certificate shop/web'],
      });
    });

    test('since when they are issued is said, or not known', async () => {
      expect(await shut('renamed', trustDomainChange('switch-over'), ...looked)).toEqual({ 'agents-reissued': ['undecided', 'chain "ca"'], 'certificates-reissued': ['undecided', 'chain "ca"'] });
    });

    test('nothing is known where nothing is scraped', async () => {
      expect(await settle('nothing at all')).toEqual({
        'no-old-identity': ['undecided', 'the sidecars of the mesh'],
        'identity-coverage': ['undecided', 'shop/cart', 'shop/web'],
        'agents-reissued': ['undecided', 'shop/cart', 'shop/web'],
        'certificates-reissued': ['undecided', 'Certificate shop/web'],
      });
    });
  });
});
