import { ago, agents, Answer, certificates, first, judgedOf, mounting, sample, silent } from './asked';
import { authority } from './chain';
import { intermediateRotation } from './rotation';
import { Sample } from '../../src/gates';
import { SHOP } from '../cli/gates';

const mesh = (phase: Parameters<typeof intermediateRotation>[0]): string => [SHOP, intermediateRotation(phase)].join('---');
const ISSUED = { 'cert-manager/ca-east-2': ['ca-root-2026', 48], 'shop/web': ['ca-east', 3], 'shop/cart': ['ca-east', 2] } as const;
const PODS = { 'web-7d4b9c6f5-x2x1f': 3, 'cart-7d4b9c6f5-abcde': 2 };

/** That the old generation was renewed until some hours ago, and drained since some hours ago. */
function drained(renewed: number | undefined, since: number | undefined, labels: Record<string, string> = { namespace: 'cert-manager' }): Answer {
  const answer = (hours: number | undefined): readonly Sample[] => (hours === undefined ? [] : [sample(labels, ago(hours))]);
  return promql => (promql.startsWith('max by') && promql.includes('renewal') ? answer(renewed) : promql.includes('unless group') ? answer(since) : undefined);
}


describe('before the next generation signs', () => {
  const prepared = intermediateRotation('prepare');

  test('it must be issued, by the root that its manifest names', async () => {
    expect(await judgedOf(prepared, first(certificates(ISSUED)))).toEqual({ 'new-intermediate-issued': ['pass'] });
    expect(await judgedOf(prepared, first(certificates(ISSUED, name => name !== 'cert-manager/ca-east-2'))))
      .toEqual({ 'new-intermediate-issued': ['fail', 'Certificate cert-manager/ca-east-2: is not ready'] });
    expect(await judgedOf(prepared, first(certificates({ 'cert-manager/ca-east-2': ['ca-root-2025', 48] }))))
      .toEqual({ 'new-intermediate-issued': ['undecided', 'Certificate cert-manager/ca-east-2: cert-manager reports nothing of it under this issuer'] });
    expect(await judgedOf(prepared, silent)).toMatchObject({ 'new-intermediate-issued': ['undecided', expect.anything()] });
  });

  test('it must be among the manifests, in the namespace of the keys', async () => {
    const strayed = prepared.replace('name: ca-east-2, namespace: cert-manager', 'name: ca-east-3, namespace: cert-manager');
    expect(await judgedOf(strayed, first(certificates(ISSUED))))
      .toEqual({ 'new-intermediate-issued': ['undecided', 'Certificate cert-manager/ca-east-2: is not among the manifests'] });
    const namesake = authority('ca-east-2', '2026').replace('namespace: cert-manager', 'namespace: jobs');
    expect(await judgedOf([namesake, prepared].join('---'), first(certificates(ISSUED)))).toEqual({ 'new-intermediate-issued': ['pass'] });
  });
});

test('before the old one cannot sign any more, somebody must have looked whether the new one does', async () => {
  expect(await judgedOf(intermediateRotation('activate'), first(certificates(ISSUED))))
    .toEqual({ 'new-intermediate-signs': ['undecided', 'issuer ca-east: no metric says with which key it signs'] });
});

describe('before the old generation goes', () => {
  const good = first(certificates(ISSUED), agents(PODS), drained(20.02, 20));

  test('everything must be issued again since it was drained, and not since the new one was issued', async () => {
    expect(await judgedOf(mesh('drain'), good)).toEqual({ 'certificates-reissued': ['pass'], 'agents-reissued': ['pass'], 'nothing-under-old-intermediate': ['pass'] });
    expect(await judgedOf(mesh('drain'), first(certificates({ ...ISSUED, 'shop/cart': ['ca-east', 30] }), agents({ ...PODS, 'web-7d4b9c6f5-x2x1f': 22 }), drained(20.02, 20)))).toEqual({
      'certificates-reissued': ['fail', 'Certificate shop/cart: was issued at 2025-12-30T18:00:00Z, before generation "1" was drained at 2025-12-31T04:00:00Z: cmctl renew -n shop cart'],
      'agents-reissued': ['fail', expect.stringMatching(/^pod shop\/web-7d4b9c6f5-x2x1f: its certificate ends at .* issued before 2025-12-31T04:05:00Z: wait, or restart the pod$/)],
      'nothing-under-old-intermediate': ['pass'],
    });
  });

  test('what was issued just after may be of the old one', async () => {
    const close = first(certificates({ ...ISSUED, 'shop/web': ['ca-east', 19.95] }), agents(PODS), drained(20.02, 20));
    expect(await judgedOf(mesh('drain'), close)).toMatchObject({
      'certificates-reissued': ['fail', 'Certificate shop/web: was issued at 2025-12-31T04:03:00Z, less than 5 minutes after generation "1" was drained, perhaps as before: cmctl renew -n shop web'],
    });
  });

  test.each<[string, number | undefined, number | undefined, Record<string, string> | undefined, RegExp]>([
    ['it was never seen to be renewed', undefined, undefined, undefined, /^generation "1" of ca\/east: .* look farther back, with --window, or say .* --since$/],
    ['it is renewed still', 0, undefined, undefined, /^generation "1" of ca\/east: cert-manager renewed it still at 2026-01-01T00:00:00Z, so that it is not drained$/],
    ['something of its name in another namespace was drained', 20.02, 20, { namespace: 'jobs' }, /^generation "1" of ca\/east: cert-manager was not seen/],
  ])('nothing is known where %s', async (_, renewed, since, labels, problem) => {
    const answers = await judgedOf(mesh('drain'), first(certificates(ISSUED), agents(PODS), drained(renewed, since, labels)));
    expect(answers).toMatchObject({ 'certificates-reissued': ['undecided', expect.stringMatching(problem)], 'agents-reissued': ['undecided', expect.stringMatching(problem)] });
  });

  test('labels that are not honoured are read as they are', async () => {
    const labels = { namespace: 'monitoring', exported_namespace: 'cert-manager' };
    expect(await judgedOf(mesh('drain'), first(certificates(ISSUED), agents(PODS), drained(20.02, 20, labels)))).toMatchObject({ 'certificates-reissued': ['pass'] });
  });

  test('it is believed when the phase was deployed, as long as nothing else was seen', async () => {
    const since = ago(2.5) * 1000;
    const web = ['fail', expect.stringContaining('Certificate shop/web')];
    expect(await judgedOf(mesh('drain'), first(certificates(ISSUED), agents(PODS), drained(undefined, undefined)), { since })).toMatchObject({ 'certificates-reissued': web });
    expect(await judgedOf(mesh('drain'), good, { since })).toMatchObject({ 'certificates-reissued': web });
    expect(await judgedOf(mesh('drain'), first(certificates(ISSUED), agents(PODS), drained(2.52, 2.5)), { since: ago(20) * 1000 })).toMatchObject({ 'certificates-reissued': web });
    expect(await judgedOf(mesh('drain'), first(certificates(ISSUED), agents(PODS), drained(0, undefined)), { since })).toMatchObject({ 'certificates-reissued': ['undecided', expect.anything()] });
  });

  test('what no manifest shows must be issued since, too', async () => {
    const stranger = (hours: number): Promise<unknown> => judgedOf(mesh('drain'), first(certificates({ ...ISSUED, 'jobs/batch': ['ca-east', hours], 'jobs/other': ['other', 900] }), agents(PODS), drained(20.02, 20)));
    expect(await stranger(1)).toMatchObject({ 'nothing-under-old-intermediate': ['pass'] });
    expect(await stranger(21)).toMatchObject({
      'nothing-under-old-intermediate': ['fail', 'Certificate jobs/batch: is issued by ca-east, is not among the manifests, and was issued at 2025-12-31T03:00:00Z, perhaps before'],
    });
  });

  test('a stranger is not known of where it is not known since when the old one signs nothing', async () => {
    const unknown = await judgedOf(mesh('drain'), first(certificates({ ...ISSUED, 'jobs/batch': ['ca-east', 1] }), agents(PODS)));
    expect(unknown).toMatchObject({ 'nothing-under-old-intermediate': ['undecided', expect.stringContaining('generation "1"'), expect.stringContaining('jobs/batch')] });
  });

  test('what a CA below signs must be issued after that CA', async () => {
    const below = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: team, namespace: cert-manager }
spec: { isCA: true, commonName: team, secretName: team, duration: 720h, renewBefore: 240h, issuerRef: { kind: ClusterIssuer, name: ca-east } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: team }
spec: { ca: { secretName: team } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: api, namespace: team }
spec: { dnsNames: [api.team], secretName: api, duration: 24h, renewBefore: 8h, issuerRef: { kind: ClusterIssuer, name: team } }
`;
    const of = (team: number, api: number): Promise<unknown> => judgedOf([intermediateRotation('drain'), below].join('---'),
      first(certificates({ ...ISSUED, 'cert-manager/team': ['ca-east', team], 'team/api': ['team', api] }), drained(20.02, 20)));
    expect(await of(10, 3)).toMatchObject({ 'certificates-reissued': ['pass'] });
    expect(await of(10, 12)).toMatchObject({ 'certificates-reissued': ['fail', expect.stringContaining('Certificate team/api: was issued at 2025-12-31T12:00:00Z, before its CA was issued')] });
    expect(await of(30, 3)).toMatchObject({ 'certificates-reissued': ['fail', expect.stringContaining('Certificate cert-manager/team: ')] });
  });

  test('nothing is passed by silence', async () => {
    expect(Object.values(await judgedOf(mesh('drain'), silent)).map(([outcome]) => outcome)).toEqual(['undecided', 'undecided', 'undecided']);
  });

  test('whoever mounts a certificate must have loaded the new one', async () => {
    expect(await judgedOf([mounting('cart'), intermediateRotation('drain')].join('---'), good))
      .toMatchObject({ 'certificates-loaded': ['undecided', 'Deployment shop/cart: no metric says which certificate it presents'] });
  });
});

describe('at the end', () => {
  const deleted = ['undecided', 'Secret cert-manager/ca-east: no metric says for certain that it is gone'];

  test('somebody must have deleted the old key', async () => {
    expect(await judgedOf(intermediateRotation('retire'), silent)).toEqual({ 'old-key-deleted': deleted });
  });

  test('of a replacement at once, all must be true that the phases between would have made sure of', async () => {
    expect(await judgedOf(mesh('compromise'), first(certificates(ISSUED), agents(PODS), drained(2.52, 2.5)))).toEqual({
      'new-intermediate-issued': ['pass'],
      'new-intermediate-signs': ['undecided', expect.anything()],
      'certificates-reissued': ['fail', expect.stringContaining('Certificate shop/web')],
      'agents-reissued': ['fail', expect.stringContaining('pod shop/web-7d4b9c6f5-x2x1f')],
      'nothing-under-old-intermediate': ['pass'],
      'old-key-deleted': deleted,
    });
  });
});
