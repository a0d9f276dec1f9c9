import { PATIENCE } from './programs';
import { every, History } from './prometheus/history';
import { reportCalls } from './prometheus/identities';
import { DAY, HOUR, MINUTE, NOW, reportAgent, reportCertificate, Sample, SCRAPE, scraped, SINCE } from './prometheus/reports';
import { hasPrometheus, PrometheusServer } from './prometheus/server';
import { cli } from '../cli/program';
import { NAMESPACE, workload } from '../cli/shop';
import { rotation } from '../gates/rotation';

const BEGIN = NOW - 7 * DAY;

const history = new History();

function calls(name: string, client: string, server: string, policy: string, samples: readonly Sample[]): void {
  reportCalls(history, name, client, server, { policy, pod: `${server}-1` }, samples);
}

/** Both workloads are called by mutual TLS all the time, once a minute. */
function healthy(name: string, has: (at: number) => boolean = () => true): void {
  for (const server of ['web', 'cart']) {
    calls(name, 'ingress', server, 'mutual_tls', scraped(SINCE, NOW, at => Math.floor((at - SINCE) / MINUTE)).filter(([at]) => has(at)));
  }
}

/** A call without mutual TLS to the cart. */
function plaintext(name: string, samples: readonly Sample[]): void {
  healthy(name);
  calls(name, 'batch', 'cart', 'none', samples);
}

healthy('clean');
plaintext('a week ago', scraped(BEGIN + 10 * MINUTE, NOW, () => 1));
plaintext('a week ago, by a proxy that had seen some', scraped(SINCE, NOW, at => (at < BEGIN + 10 * MINUTE ? 5 : 6)));
plaintext('just inside', scraped(BEGIN + MINUTE, NOW, () => 1));
plaintext('just inside, by a proxy that had seen some', scraped(SINCE + 30, NOW, at => (at < BEGIN + 10 ? 5 : 6)));
plaintext('just now', scraped(NOW - 45, NOW, () => 1));
plaintext('just outside', scraped(BEGIN - 15 * MINUTE, NOW, () => 1));
plaintext('long ago', scraped(SINCE, NOW, () => 7));
plaintext('one sample', [[NOW - 3 * DAY, 1]]);
plaintext('in each hour', scraped(SINCE, NOW, at => Math.floor((at - SINCE + HOUR / 2) / HOUR)));
plaintext('begun anew', scraped(SINCE, NOW, at => (at < NOW - 3 * DAY ? 5 : 1)));
plaintext('back with the same count', scraped(SINCE, NOW, () => 1).filter(([at]) => at < NOW - 3 * DAY || at > NOW - 3 * DAY + HOUR));
plaintext('at the seam of two pieces', scraped(NOW - 18 * HOUR, NOW, () => 1));
plaintext('at a seam, at a full minute', scraped(NOW - 7 - 18 * HOUR, NOW, () => 1));
plaintext('not a number', [...scraped(SINCE, NOW - DAY, () => 1), [NOW - DAY + SCRAPE, NaN]]);
healthy('gap', at => at < NOW - 4 * DAY || at > NOW - 2 * DAY);
healthy('short gap', at => at < NOW - 4 * DAY || at > NOW - 4 * DAY + 2 * HOUR);
healthy('stopped', at => at < NOW - DAY);
calls('one unseen', 'ingress', 'web', 'mutual_tls', scraped(SINCE, NOW, at => at - SINCE));
for (const server of ['web', 'cart']) {
  calls('resets', 'ingress', server, 'mutual_tls', scraped(SINCE, NOW, at => Math.floor(((at - SINCE) % DAY) / MINUTE)));
  calls('idle', 'ingress', server, 'mutual_tls', scraped(SINCE, NOW, () => 12));
}
for (const server of ['web', 'cart']) {
  const labels = { case: 'connections', reporter: 'destination', source_workload_namespace: 'shop', source_workload: 'ingress', destination_workload_namespace: 'shop', destination_workload: server };
  history.add('istio_tcp_connections_opened_total', { ...labels, connection_security_policy: 'mutual_tls' }, scraped(SINCE, NOW, at => at - SINCE));
  history.add('istio_tcp_connections_opened_total', { ...labels, connection_security_policy: 'none', source_workload: 'unknown', source_workload_namespace: 'unknown' }, scraped(NOW - DAY, NOW, () => 2));
}

/** A mesh of 2,000 workloads in 40 namespaces that was watched for a quarter of a day; the last of them has one caller in plaintext. */
const MANY = 2000;
const home = (index: number): string => `team-${index % 40}`;
for (let index = 0; index < MANY; index++) {
  const labels = { case: 'many', reporter: 'destination', source_workload_namespace: 'team-0', source_workload: 'w0', destination_workload_namespace: home(index), destination_workload: `w${index}` };
  history.add('istio_requests_total', { ...labels, connection_security_policy: 'mutual_tls' }, every(4 * MINUTE, NOW - 7 * HOUR, NOW, at => Math.floor(at - NOW + 7 * HOUR)));
  if (index === MANY - 1) {
    history.add('istio_requests_total', { ...labels, connection_security_policy: 'none' }, every(4 * MINUTE, NOW - HOUR, NOW, () => 1));
  }
}

/** What cert-manager and the agents report while a root is replaced; times are hours before now. */
interface Rollout {
  /** When the intermediate, the certificates of web and cart, and those of their sidecars were issued. */
  readonly issued: readonly [east: number, web: number, cart: number, webPod: number, cartPod: number];
  /** Under which root the intermediate is. */
  readonly root?: string;
  readonly notReady?: string;
}

function rollout(name: string, { issued: [east, web, cart, webPod, cartPod], root = '2027', notReady }: Rollout): void {
  for (const [namespace, certificate, issuer, lifetime, age] of [
    ['cert-manager', 'ca-root-2026', 'ca-root-2026-bootstrap', 87600, 8000],
    ['cert-manager', 'ca-root-2027', 'ca-root-2027-bootstrap', 87600, 100],
    ['cert-manager', 'ca-east', `ca-root-${root}`, 2160, east],
    ['shop', 'web', 'ca-east', 24, web],
    ['shop', 'cart', 'ca-east', 24, cart],
  ] as const) {
    reportCertificate(history, name, { namespace, name: certificate, issuer, lifetime, age, isReady: certificate !== notReady });
  }
  reportAgent(history, name, 'web-7d4b9c6f5-x2x1f', webPod);
  reportAgent(history, name, 'cart-7d4b9c6f5-abcde', cartPod);
}

rollout('rolled out', { issued: [20, 3, 2, 3, 2] });
rollout('partly rolled out', { issued: [6, 3, 9, 2, 11] });
rollout('too close', { issued: [6, 5.95, 3, 3, 5.95] });
rollout('under the old root', { issued: [500, 3, 2, 3, 2], root: '2026' });
rollout('not ready', { issued: [6, 3, 2, 3, 2], notReady: 'ca-east' });

let server: PrometheusServer;
const whereAsked = hasPrometheus ? describe : describe.skip;

whereAsked('of what a real Prometheus has seen,', () => {
  beforeAll(async () => { server = await PrometheusServer.start(history.toString()); }, PATIENCE);
  afterAll(() => server?.stop());

  const shop = [NAMESPACE, workload('web', 8080), workload('cart', 7070)].join('---');

  async function gate(name: string, files: Record<string, string> = { 'shop.yaml': shop }, ...more: string[]): Promise<{ exitCode: number; err: string; gates: any[] }> {
    const { exitCode, out, err } = await cli(['gate', '--prometheus', server.url, '--match', `case=${name}`, '--now', new Date(NOW * 1000).toISOString(),
      '--format', 'json', ...more, ...Object.keys(files)], { files });
    return { exitCode, err, gates: out === '' ? [] : JSON.parse(out).gates };
  }

  /** The gate of a name; all are about "shop". */
  async function strict(name: string, of: string): Promise<any> {
    const { gates, err } = await gate(name, undefined, '--stage', 'strict');
    expect(err).toBe('');
    return gates.find(each => each.name === of);
  }

  const call = (count: number, more = ''): object => ({ source: 'jobs/batch', subject: 'shop/cart', count, problem: expect.stringMatching(new RegExp(`^${count} requests? without mutual TLS${more}`)) });

  test.each(['clean', 'resets', 'long ago', 'just outside', 'short gap', 'gap', 'stopped', 'one unseen', 'idle'])('%s: there is no plaintext', async name => {
    expect(await strict(name, 'no-plaintext')).toMatchObject({ outcome: 'pass', offenders: [] });
  });

  test.each([
    ['a week ago', 1, ', counted by a series that came'],
    ['a week ago, by a proxy that had seen some', 1, '$'],
    ['just inside', 1, ', counted by a series that came'],
    ['just inside, by a proxy that had seen some', 1, '$'],
    ['just now', 1, ', counted by a series that came'],
    ['one sample', 1, ', counted by a series that came'],
    ['in each hour', 168, '$'],
    ['begun anew', 1, '$'],
    ['back with the same count', 1, ', counted by a series that came, or came back'],
    ['at the seam of two pieces', 1, ', counted by a series that came'],
  ])('%s: %d calls without mutual TLS', async (name, count, more) => {
    expect(await strict(name, 'no-plaintext')).toMatchObject({ outcome: 'fail', offenders: [call(count, more)] });
  });

  test('a call at the seam of two pieces is one call, also where the pieces begin at full minutes', async () => {
    const { gates } = await gate('at a seam, at a full minute', undefined, '--stage', 'strict', '--now', new Date((NOW - 7) * 1000).toISOString());
    expect(gates[0]).toMatchObject({ name: 'no-plaintext', offenders: [call(1)] });
  });

  test('connections without requests are calls, also of somebody unknown', async () => {
    const connections = (subject: string): object => ({ source: 'unknown', subject, count: 2, problem: expect.stringMatching(/^2 connections without mutual TLS/) });
    expect(await strict('connections', 'no-plaintext')).toMatchObject({ outcome: 'fail', offenders: [connections('shop/cart'), connections('shop/web')] });
    expect(await strict('connections', 'coverage')).toMatchObject({ outcome: 'pass' });
  });

  test.each(['clean', 'resets', 'short gap', 'a week ago', 'long ago'])('%s: enough was seen', async name => {
    expect(await strict(name, 'coverage')).toMatchObject({ outcome: 'pass', offenders: [] });
  });

  test.each([
    ['nothing at all', 'no proxy of it has reported a call', 'no proxy of it has reported a call'],
    ['one unseen', 'no proxy of it has reported a call'],
    ['gap', 'watched for 71 % of the window only', 'watched for 71 % of the window only'],
    ['stopped', 'watched for 85 % of the window only', 'watched for 85 % of the window only'],
    ['idle', 'its proxies counted no call', 'its proxies counted no call'],
  ])('%s: it cannot be told', async (name, ...problems) => {
    const { outcome, offenders } = await strict(name, 'coverage');
    expect([outcome, offenders.map(({ problem }: any) => problem)]).toEqual(['undecided', problems.map(problem => expect.stringContaining(problem))]);
  });

  test('not a number: there is no answer', async () => {
    const { exitCode, err, gates } = await gate('not a number', undefined, '--stage', 'strict');
    expect([exitCode, gates]).toEqual([2, []]);
    expect(err).toMatch(/^cdk8s-mtls: --prometheus: 127\.0\.0\.1:\d+: answers NaN for the series .*"cart".*\n$/);
  });

  test('a label that needs to be escaped is a label', async () => {
    const { exitCode, err } = await gate('"} or vector(1) # \\ \n', undefined, '--stage', 'strict');
    expect([exitCode, err]).toEqual([1, '']);
  });

  test('many: of 2,000 workloads, the one that is called in plaintext is named, and no question is long', async () => {
    const names = Array.from({ length: 40 }, (_, index) => NAMESPACE.replace('shop', `team-${index}`));
    const workloads = Array.from({ length: MANY }, (_, index) => workload(`w${index}`, 8080, home(index)));
    const { gates, err } = await gate('many', { 'mesh.yaml': [...names, ...workloads].join('---') }, '--stage', 'strict', '--window', '6h');
    expect(err).toBe('');
    expect(gates.filter(({ name, outcome }) => name !== 'agents' && outcome !== 'pass')).toEqual([expect.objectContaining({
      name: 'no-plaintext', scope: home(MANY - 1), outcome: 'fail', offenders: [expect.objectContaining({ source: 'team-0/w0', subject: `${home(MANY - 1)}/w${MANY - 1}`, count: 1 })],
    })]);
    expect(gates.filter(({ name }) => name === 'coverage')).toHaveLength(40);
    expect(Math.max(...gates.flatMap(({ queries }) => queries.map((query: string) => query.length)))).toBeLessThan(1000);
  }, PATIENCE);

  describe('while a root is replaced,', () => {
    /** The gates of the last step that are not passed, each with what is in its way. */
    async function retire(name: string): Promise<Record<string, unknown>> {
      const { gates, err } = await gate(name, { 'shop.yaml': shop, 'ca.yaml': rotation('drain') });
      expect(err).toBe('');
      return Object.fromEntries(gates.filter(({ outcome }) => outcome !== 'pass').map(({ name: of, outcome, offenders }) => [of, [outcome, ...offenders.map(({ subject }: any) => subject)]]));
    }

    test('everything is issued again', async () => {
      expect(await retire('rolled out')).toEqual({});
    });

    test('what is not yet issued again is named', async () => {
      expect(await retire('partly rolled out')).toEqual({
        'certificates-reissued': ['fail', 'Certificate shop/cart'],
        'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde'],
      });
    });

    test('what was issued just after the CA may be under the old one', async () => {
      expect(await retire('too close')).toEqual({
        'certificates-reissued': ['fail', 'Certificate shop/web'],
        'agents-reissued': ['fail', 'pod shop/cart-7d4b9c6f5-abcde'],
      });
    });

    test('a CA that is still under the old root is found, although the manifests have it under the new one', async () => {
      expect(await retire('under the old root')).toMatchObject({
        'authorities-reissued': ['undecided', 'Certificate cert-manager/ca-east'],
        'nothing-under-old-root': ['fail', 'Certificate cert-manager/ca-east'],
      });
    });

    test('a CA that is not ready is not issued', async () => {
      expect(await retire('not ready')).toMatchObject({ 'authorities-reissued': ['fail', 'Certificate cert-manager/ca-east'], 'certificates': ['fail', 'Certificate cert-manager/ca-east'] });
    });

    test('nothing is known where nothing is scraped', async () => {
      const outcomes = Object.values(await retire('nothing at all')).map(([outcome]: any) => outcome);
      expect(new Set(outcomes)).toEqual(new Set(['undecided']));
      expect(outcomes).toHaveLength(6);
    });
  });
});
