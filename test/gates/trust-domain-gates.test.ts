import { agents, ago, Answer, certificates, first, judgedOf, mounting, sample, silent } from './asked';
import { DOMAINS, trustDomainChange } from './rotation';
import { Sample } from '../../src/gates';
import { SHOP } from '../cli/gates';
import { peerAuthentication } from '../cli/shop';

const mesh = (phase: Parameters<typeof trustDomainChange>[0], change: (yaml: string) => string = yaml => yaml): string => [SHOP, change(trustDomainChange(phase))].join('---');
const since = ago(30) * 1000;
const ISSUED = { 'cert-manager/ca-east': ['ca-root-2026', 20], 'shop/web': ['ca-east', 3] } as const;
const PODS = { 'web-7d4b9c6f5-x2x1f': 3, 'cart-7d4b9c6f5-abcde': 2 };

const called = (workloads: readonly string[], value: number, more: Record<string, string> = {}): readonly Sample[] => workloads
  .map(name => sample({ destination_workload_namespace: 'shop', destination_workload: name, ...more }, value));

/** That web and cart were watched and called all the time, in each of seven pieces of the window. */
const covered: Answer = promql => (promql.startsWith('count_over_time') ? called(['web', 'cart'], 288)
  : promql.startsWith('count({') ? [sample({}, 7)] : /principal/.test(promql) ? [] : promql.includes('increase') ? called(['web', 'cart'], 100) : undefined);

/** Calls of jobs/batch to shop/cart of which one end has an old identity, by counters that go on. */
function oldIdentity(end: 'source' | 'destination', value: number): Answer {
  return promql => (promql.includes('istio_requests_total') && promql.includes(`${end}_principal=~"spiffe://old`) && promql.includes('increase')
    ? called(['cart'], value, { source_workload_namespace: 'jobs', source_workload: 'batch' }) : undefined);
}

const LOOKED = { 'old-domain-unnamed': ['undecided', expect.anything()] };

describe('before identities of the new domain are issued', () => {
  const byHand = {
    'aliases-known': ['undecided', 'chain "ca": no metric says which trust domains it takes for its own'],
    'restarts-possible': ['undecided', expect.stringContaining('12 hours')],
  };
  const announced = (yaml: string, answer: Answer, settings = {}): Promise<unknown> => judgedOf(yaml, first(answer), settings);

  test('each intermediate that is confined must be issued again since the new one is permitted', async () => {
    const yaml = trustDomainChange('announce');
    expect(await announced(yaml, certificates(ISSUED), { since })).toEqual({ ...byHand, 'confined-reissued': ['pass'] });
    expect(await announced(yaml, certificates({ 'cert-manager/ca-east': ['ca-root-2026', 31] }), { since })).toEqual({
      ...byHand,
      'confined-reissued': ['fail', 'Certificate cert-manager/ca-east: was issued at 2025-12-30T17:00:00Z, before phase "announce" was deployed at 2025-12-30T18:00:00Z: cmctl renew -n cert-manager ca-east'],
    });
  });

  test('nothing tells when it was permitted but somebody who knows, and nothing is passed by silence', async () => {
    expect(await announced(trustDomainChange('announce'), certificates(ISSUED)))
      .toEqual({ ...byHand, 'confined-reissued': ['undecided', 'chain "ca": no metric tells when phase "announce" was deployed: say it, with --since'] });
    expect(await announced(trustDomainChange('announce'), silent, { since }))
      .toEqual({ ...byHand, 'confined-reissued': ['undecided', 'Certificate cert-manager/ca-east: cert-manager does not report when it was issued'] });
  });

  test('of an intermediate that is not confined nothing is asked', async () => {
    expect(await announced(trustDomainChange('announce').replace(/, nameConstraints: .*? \} \} \}/, ' }'), certificates(ISSUED))).toEqual(byHand);
  });

  test('the time for restarts is that of the certificates, as the chain records them', async () => {
    const recorded = trustDomainChange('announce').replace('"phase":"steady"', '"phase":"steady","workloads":{"lifetime":"1h0m0s","renewBefore":"20m0s"}');
    expect(await announced(recorded, silent)).toMatchObject({ 'restarts-possible': ['undecided', expect.stringContaining('20 minutes')] });
  });
});

describe('before identities of the old domain are refused', () => {
  const good = [certificates(ISSUED), agents(PODS), covered] as const;
  const all = { 'no-old-identity': ['pass'], 'identity-coverage': ['pass'], 'agents-reissued': ['pass'], 'certificates-reissued': ['pass'], ...LOOKED };

  test('nobody must have one', async () => {
    expect(await judgedOf(mesh('switch-over'), first(...good), { since })).toEqual(all);
  });

  test('who calls with one, or is called, is named', async () => {
    expect(await judgedOf(mesh('switch-over'), first(oldIdentity('source', 2.9), ...good), { since }))
      .toEqual({ ...all, 'no-old-identity': ['fail', 'jobs/batch → shop/cart: 3 requests with an identity of old.example.com'] });
    expect(await judgedOf(mesh('switch-over'), first(oldIdentity('destination', 0.4), ...good), { since }))
      .toEqual({ ...all, 'no-old-identity': ['fail', 'jobs/batch → shop/cart: 1 request answered with an identity of old.example.com'] });
  });

  test('the old domain is asked about, and none that only begins like it', async () => {
    const asked: string[] = [];
    await judgedOf(mesh('switch-over'), promql => {
      asked.push(promql);
      return [];
    });
    expect(asked.filter(promql => promql.includes('"spiffe://old')).length).toBeGreaterThan(0);
    expect(asked.filter(promql => promql.includes('"spiffe://old')).every(promql => promql.includes('_principal=~"spiffe://old\\\\.example\\\\.com/.*"'))).toBe(true);
  });

  test.each(['source_principal', 'destination_principal'])('calls of which "%s" is not told are not known of', async label => {
    const nameless: Answer = promql => (promql.includes(`${label}!~"spiffe://.*"`) ? called(['cart'], 1) : undefined);
    expect(await judgedOf(mesh('switch-over'), first(nameless, ...good), { since }))
      .toEqual({ ...all, 'no-old-identity': ['undecided', `shop/cart: its proxies count calls without saying whose they are: "${label}" is not in the metrics, or names no identity`] });
  });

  test('certificates and sidecars must be of the time since, which somebody says', async () => {
    const early = first(certificates({ 'shop/web': ['ca-east', 31] }), agents({ ...PODS, 'cart-7d4b9c6f5-abcde': 29.95 }), covered);
    expect(await judgedOf(mesh('switch-over'), early, { since })).toEqual({
      ...all,
      'agents-reissued': ['fail', expect.stringContaining('pod shop/cart-7d4b9c6f5-abcde')],
      'certificates-reissued': ['fail', expect.stringMatching(/^Certificate shop\/web: was issued at 2025-12-30T17:00:00Z, before phase "switch-over" was deployed at/)],
    });
    const unknown = ['undecided', 'chain "ca": no metric tells when phase "switch-over" was deployed: say it, with --since'];
    expect(await judgedOf(mesh('switch-over'), first(...good))).toEqual({ ...all, 'agents-reissued': unknown, 'certificates-reissued': unknown });
  });

  test('a manifest that names an old identity is in the way, whenever it was issued', async () => {
    const stale = mesh('switch-over', yaml => yaml.replace(`uris: ["spiffe://${DOMAINS.to}/`, `uris: ["spiffe://${DOMAINS.from}/`));
    const problem = 'Certificate shop/web: names an identity of old.example.com in spec.uris';
    expect(await judgedOf(stale, first(...good), { since })).toEqual({ ...all, 'certificates-reissued': ['fail', problem] });
    expect(await judgedOf(stale, first(...good))).toMatchObject({ 'certificates-reissued': ['fail', problem, expect.stringContaining('--since')] });
  });

  test('nothing is passed by silence', async () => {
    const judged = await judgedOf(mesh('switch-over'), silent, { since });
    expect(Object.entries(judged).filter(([, [outcome]]) => outcome !== 'undecided')).toEqual([]);
    expect(judged['no-old-identity']).toEqual(['undecided', 'the sidecars of the mesh: none counts a call with any identity: none is called, or none is scraped']);
    expect(judged['identity-coverage']).toHaveLength(3);
  });

  test.each<[string, string, Record<string, unknown>]>([
    ['whose workloads are not given', [peerAuthentication('STRICT', 'mtls', 'istio-system'), trustDomainChange('switch-over')].join('---'),
      { 'identity-coverage': ['undecided', 'the manifests: no workload with a sidecar is among them: give those of the workloads too'], 'agents-reissued': ['undecided', expect.stringContaining('the sidecars of the mesh')] }],
    ['that has no sidecars', trustDomainChange('switch-over'), { 'certificates-loaded': ['undecided', expect.stringContaining('nothing among the manifests presents a certificate of it')] }],
  ])('a mesh %s is not known of', async (_, yaml, expected) => {
    expect(await judgedOf(yaml, first(certificates(ISSUED)), { since })).toMatchObject(expected);
  });

  test('whoever mounts a certificate must have loaded the new one', async () => {
    expect(await judgedOf([mounting('web'), trustDomainChange('switch-over')].join('---'), first(...good), { since }))
      .toMatchObject({ 'certificates-loaded': ['undecided', 'Deployment shop/web: no metric says which certificate it presents'] });
  });
});

test('at the end of a change, nothing more must be true than before any step', async () => {
  expect(await judgedOf(mesh('settle'), silent)).toEqual({});
});
