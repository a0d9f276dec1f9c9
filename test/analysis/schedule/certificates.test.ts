import fc from 'fast-check';
import { certificateIn, DAY, datesOf, HOUR, scheduled } from './schedules';
import { certificateOutlivesCa } from '../../../src/analysis/rules/certificate-outlives-ca';
import { INTERMEDIATE_PEM } from '../../pki/_chain';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { bundle, caCertificate, certificate, clusterIssuer, inventoryOf, issuer, NOW, PlainObject, vault } from '../objects';
import { configMap, csi, intermediateCa, meshLeaf, mounting, podsOf, rootCa, secret } from '../trust/objects';

const ROOT = 'Certificate/cert-manager/root';
const MESH = 'Certificate/cert-manager/mesh';
const WEB = 'Certificate/shop/web';
/** A root that somebody replaces, as this library writes it. */
const SLOT = { renewal: { policy: 'Disabled' }, renewBefore: undefined };
function chain(root: PlainObject = {}, intermediate: PlainObject = {}, leaf: PlainObject = {}): PlainObject[] {
  return [...rootCa(root), ...intermediateCa(intermediate), meshLeaf(leaf)];
}
function dated(object: PlainObject, notBefore: string, notAfter: string, renewalTime?: string): PlainObject {
  return { ...object, status: { notBefore, notAfter, renewalTime } };
}
const hours = (most: number): fc.Arbitrary<string> => fc.integer({ min: 1, max: most }).map(each => `${each}h`);
const messages = ({ problems }: ReturnType<typeof scheduled>): string[] => problems.map(({ severity, message }) => `${severity}: ${message}`);

describe('certificates of which nothing says when they were issued', () => {
  test('are taken to be issued now, and renewed as cert-manager would', () => {
    const schedule = scheduled(chain());
    expect(schedule.certificates.map(each => [each.id, each.tier, each.depth, each.life?.basis, ...datesOf(each)])).toEqual([
      [ROOT, 'root', 0, 'assumed', '2026-06-15T12:00:00Z', '2033-02-11T20:00:00Z', '2036-06-12T12:00:00Z'],
      [MESH, 'intermediate', 1, 'assumed', '2026-06-15T12:00:00Z', '2026-08-14T12:00:00Z', '2026-09-13T12:00:00Z'],
      [WEB, 'leaf', 2, 'assumed', '2026-06-15T12:00:00Z', '2026-06-16T04:00:00Z', '2026-06-16T12:00:00Z'],
    ]);
    expect(schedule.problems).toEqual([]);
  });

  test('leave at every tier what the last certificate of their CA has left at its end', () => {
    const schedule = scheduled(chain());
    expect(certificateIn(schedule, ROOT).slack).toBeUndefined();
    expect(certificateIn(schedule, MESH).slack).toBe(29_200 * HOUR - 90 * DAY);
    expect(certificateIn(schedule, WEB).slack).toBe(30 * DAY - 24 * HOUR);
  });

  test('of which somebody replaces one are told until when', () => {
    const root = certificateIn(scheduled(chain(SLOT)), ROOT);
    expect(datesOf(root)).toEqual(['2026-06-15T12:00:00Z', 'by-hand', '2036-06-12T12:00:00Z']);
    expect(root.replaceBy).toBe(Date.parse('2036-06-12T12:00:00Z') - 90 * DAY);
  });

  test('get what their issuer gives, and not what they ask for', () => {
    const [ofVault, ofAws, ofEncrypt] = [
      scheduled([issuer(vault()), certificate({ duration: '2160h' })]),
      scheduled([certificate({ issuerRef: { name: 'pca', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' } })]),
      scheduled([issuer({ acme: { server: 'https://acme-v02.api.letsencrypt.org/directory' } }), certificate({ duration: '8760h' })]),
    ].map(schedule => certificateIn(schedule, WEB));
    // Vault puts the beginning half a minute, AWS 15 minutes earlier, and a third is counted from there.
    expect(datesOf(ofVault)).toEqual(['2026-06-15T12:00:00Z', '2026-07-06T19:59:50Z', '2026-07-17T12:00:00Z']);
    expect(ofVault.notes).toEqual(['Vault gives at most 32 days unless its mount is tuned; 90 days are asked for']);
    expect(datesOf(ofAws)).toEqual(['2026-06-15T12:00:00Z', '2026-07-05T11:55:00Z', '2026-07-15T12:00:00Z']);
    expect(ofAws.notes).toEqual(['AWS Private CA gives 30 days if no duration is asked for; 90 days are asked for']);
    expect(datesOf(ofEncrypt)[2]).toBe('2026-09-13T12:00:00Z');
  });

  test('with a time that cannot be read have no dates, and neither slack nor a problem', () => {
    const schedule = scheduled([...rootCa({ duration: '10y' }), ...intermediateCa()]);
    const root = certificateIn(schedule, ROOT);
    expect([root.life, root.notes]).toEqual([undefined, ['duration "10y" is not a duration']]);
    expect([certificateIn(schedule, MESH).slack, certificateIn(schedule, MESH).signer, schedule.problems]).toEqual([undefined, ROOT, []]);
  });

  test('whose renewal cert-manager cannot compute say why', () => {
    const { life } = certificateIn(scheduled([certificate({ renewal: { policy: 'RenewBefore', windows: [{ cron: '61 * * * *', windowDuration: '1h' }] } })]), WEB);
    expect(life?.renewal).toEqual({ kind: 'unknown', problem: 'spec.renewal.windows[0].cron is not a schedule: its minute "61" is not between 0 and 59' });
  });
});

describe('certificates of which something says when they were issued', () => {
  test('have the dates of their status', () => {
    const web = dated(meshLeaf(), '2026-06-15T00:00:00Z', '2026-06-16T00:00:00Z', '2026-06-15T16:00:00Z');
    const found = certificateIn(scheduled([...rootCa(), ...intermediateCa(), web]), WEB);
    expect([found.life?.basis, ...datesOf(found), ...found.notes]).toEqual(['status', '2026-06-15T00:00:00Z', '2026-06-15T16:00:00Z', '2026-06-16T00:00:00Z']);
  });

  test('are compared with what their spec would give', () => {
    const web = dated(meshLeaf({ duration: '720h' }), '2026-06-01T00:00:00Z', '2026-06-30T00:00:00Z', '2026-06-28T00:00:00Z');
    const found = certificateIn(scheduled([...rootCa(), ...intermediateCa(), web]), WEB);
    expect(datesOf(found)[1]).toBe('2026-06-28T00:00:00Z');
    expect(found.notes).toEqual([
      'lives 29 days, but spec asks for 30 days: its issuer gives another lifetime, or the spec has changed since',
      'status has a renewal at 2026-06-28T00:00:00Z, but spec gives 2026-06-20T08:00:00Z: the spec has changed since, or the issuer decides',
    ]);
  });

  test.each<[string, PlainObject, string]>([
    ['a time that is not in the status', dated(meshLeaf(), '2026-06-15T00:00:00Z', '2026-06-16T00:00:00Z'), 'status has no renewal, but spec gives 2026-06-15T16:00:00Z'],
    ['a time in the status of what is not renewed', dated(meshLeaf({ renewal: { policy: 'Disabled' } }), '2026-06-15T00:00:00Z', '2026-06-16T00:00:00Z', '2026-06-15T16:00:00Z'),
      'status has a renewal at 2026-06-15T16:00:00Z, but spec gives none'],
  ])('say of %s that it differs', (_, web, note) => {
    expect(certificateIn(scheduled([web]), WEB).notes).toEqual([expect.stringContaining(note)]);
  });

  test('are not told apart from their spec for the minutes by which issuers put their beginning earlier', () => {
    const web = dated(certificate({ duration: '24h' }), '2026-06-14T23:59:30Z', '2026-06-16T00:00:00Z', '2026-06-15T15:59:50Z');
    expect(certificateIn(scheduled([web]), WEB).notes).toEqual([]);
  });

  test('have the dates of the certificate in their Secret if there is no status', () => {
    const found = certificateIn(scheduled([...rootCa(), secret('root-ca', { 'tls.crt': ROOT_PEM })]), ROOT);
    expect([found.life?.basis, datesOf(found).at(-1)]).toEqual(['certificate', '2126-10-30T22:31:22Z']);
  });

  test.each<[string, PlainObject]>([
    ['numbers', { notBefore: 1, notAfter: 2 }], ['no dates', { notBefore: 'yesterday', notAfter: 'tomorrow' }],
    ['one date alone', { notBefore: '2026-06-15T00:00:00Z' }], ['a day that does not exist', { notBefore: '2026-06-15T00:00:00Z', notAfter: '2026-13-45T00:00:00Z' }],
  ])('in a status with %s are taken to be issued now', (_, status) => {
    expect(certificateIn(scheduled([{ ...certificate(), status }]), WEB).life?.basis).toBe('assumed');
  });

  test('are late if they have ended, or should have been renewed or replaced', () => {
    const ended = dated(meshLeaf(), '2026-06-13T00:00:00Z', '2026-06-14T00:00:00Z', '2026-06-13T16:00:00Z');
    const overdue = dated(meshLeaf({ secretName: 'b' }, { name: 'overdue' }), '2026-06-15T00:00:00Z', '2026-06-16T00:00:00Z', '2026-06-15T11:00:00Z');
    const root = dated(rootCa(SLOT)[1], '2016-06-15T12:00:00Z', '2026-09-01T12:00:00Z');
    const schedule = scheduled([...rootCa(SLOT).map(each => (each.metadata.name === 'root' && each.kind === 'Certificate' ? root : each)), ...intermediateCa(), ended, overdue]);
    expect(messages(schedule)).toEqual([
      'warning: cert-manager/root: should have been replaced by hand 12 days ago',
      'error: cert-manager/mesh: lives 90 days, but its CA, cert-manager/root, has 78 days left now, and nothing renews it: the certificate outlives it by 12 days',
      'warning: shop/web: has ended 36 hours ago',
      'warning: shop/overdue: should have been renewed 1 hour ago',
    ]);
  });

  test('have less left of a CA whose renewal is overdue: it still signs', () => {
    const mesh = intermediateCa().map(each => (each.kind === 'Certificate' ? dated(each, '2026-03-18T12:00:00Z', '2026-06-16T06:00:00Z', '2026-05-17T06:00:00Z') : each));
    expect(messages(scheduled([...rootCa(), ...mesh, meshLeaf()]))).toEqual([
      'warning: cert-manager/mesh: should have been renewed 29.3 days ago',
      'error: shop/web: lives 24 hours, but its CA, cert-manager/mesh, has 18 hours left when it signs for the last time: the certificate outlives it by 6 hours',
    ]);
  });

  test('outlive a CA that ends before them, whatever both ask for', () => {
    const mesh = intermediateCa().map(each => (each.kind === 'Certificate' ? dated(each, '2026-06-01T00:00:00Z', '2026-06-30T00:00:00Z', '2026-06-29T00:00:00Z') : each));
    const web = dated(meshLeaf({ duration: '24h' }), '2026-06-15T00:00:00Z', '2026-07-02T00:00:00Z');
    expect(messages(scheduled([...rootCa(), ...mesh, web]))).toContain(
      'error: shop/web: lives 17 days, but its CA, cert-manager/mesh, has 24 hours left when it signs for the last time: the certificate outlives it by 16 days');
    const later = dated(meshLeaf({ duration: '24h' }), '2026-06-29T12:00:00Z', '2026-06-30T12:00:00Z', '2026-06-30T04:00:00Z');
    expect(messages(scheduled([...rootCa(), ...mesh, later]))).toEqual(
      ['error: shop/web: ends 12 hours after its CA, cert-manager/mesh, and is refused as soon as that one has ended']);
  });
});

describe('what a certificate hangs on', () => {
  test.each<[string, PlainObject[], string]>([
    ['an issuer that is not there', [certificate()], 'Issuer shop/ca, which is not among the manifests'],
    ['an issuer of another group', [certificate({ issuerRef: { name: 'pca', kind: 'GoogleCASClusterIssuer', group: 'cas-issuer.jetstack.io' } })], 'GoogleCASClusterIssuer pca'],
    ['no issuer', [certificate({ issuerRef: {} })], 'no issuer is named'],
    ['Vault', [issuer(vault()), certificate()], 'Issuer shop/ca'],
  ])('is said of %s', (_, objects, by) => {
    const { certificates, problems } = scheduled(objects);
    expect(certificates.map(each => [each.id, each.issuer, each.signer, each.depth])).toEqual([[WEB, by, undefined, 0]]);
    expect(problems).toEqual([]);
  });

  test('is a circle where CAs sign each other, and said', () => {
    const one = caCertificate({ secretName: 'one', issuerRef: { name: 'two', kind: 'ClusterIssuer' }, duration: '10h', renewBefore: '5h' }, { name: 'one' });
    const two = caCertificate({ secretName: 'two', issuerRef: { name: 'one', kind: 'ClusterIssuer' }, duration: '4h', renewBefore: '2h' }, { name: 'two' });
    const { certificates } = scheduled([clusterIssuer({ ca: { secretName: 'one' } }, 'one'), clusterIssuer({ ca: { secretName: 'two' } }, 'two'), one, two]);
    expect(certificates.map(({ id, notes }) => [id, notes])).toEqual([
      ['Certificate/cert-manager/one', ['no root is above it: its issuers sign each other']],
      ['Certificate/cert-manager/two', ['no root is above it: its issuers sign each other']],
    ]);
  });

  test('is itself where a CA signs with the Secret that it writes', () => {
    const { certificates, problems } = scheduled([clusterIssuer({ ca: { secretName: 'root-ca' } }, 'self-signed'), caCertificate()]);
    expect(certificates.map(({ id, slack, depth }) => [id, slack, depth])).toEqual([[ROOT, undefined, 0]]);
    expect(problems).toEqual([]);
  });

  test('is a Secret that somebody brought, with its real dates if it is shown', () => {
    const shown = scheduled([issuer({ ca: { secretName: 'brought' } }), secret('brought', { 'tls.crt': INTERMEDIATE_PEM, 'ca.crt': ROOT_PEM }, 'shop'), certificate()]);
    expect(shown.certificates.map(({ tier, depth, life, title }) => [title, tier, depth, life?.basis])).toEqual([
      ['root', 'root', 0, 'certificate'], ['shop/brought (Secret)', 'intermediate', 1, 'certificate'], ['shop/web', 'leaf', 2, 'assumed'],
    ]);
    const hidden = scheduled([issuer({ ca: { secretName: 'brought' } }), certificate()]);
    expect(hidden.certificates.map(({ id, life, notes }) => [id, life?.basis, notes])).toEqual([
      ['Secret/shop/brought', undefined, ['nothing among the manifests issues it or shows its certificate']], [WEB, 'assumed', []],
    ]);
    expect(certificateIn(hidden, WEB)).toMatchObject({ signer: 'Secret/shop/brought' });
  });

  test('that somebody brought and that signs nothing is a leaf', () => {
    const { certificates } = scheduled([secret('brought-tls', { 'tls.crt': INTERMEDIATE_PEM }, 'shop', 'kubernetes.io/tls'), secret('empty-tls', {}, 'shop', 'kubernetes.io/tls')]);
    expect(certificates.map(({ id, tier }) => [id, tier])).toEqual([['Secret/shop/brought-tls', 'leaf']]);
  });

  test('is there once for two objects of one name', () => {
    expect(scheduled([certificate(), certificate({ duration: '48h' })]).certificates).toHaveLength(1);
  });
});

describe('what depends on a certificate', () => {
  const objects = [
    ...chain(), bundle({ sources: [{ secret: { name: 'root-ca', key: 'tls.crt' } }, { inLine: ROOT_PEM }] }), configMap('copy', { 'ca.crt': ROOT_PEM }, 'shop'),
    podsOf('web', mounting({ projected: { sources: [{ secret: { name: 'web-tls', items: [{ key: 'tls.crt', path: 'a' }] } }, { configMap: { name: 'roots' } }] } })),
    podsOf('reader', mounting({ secret: { secretName: 'web-tls', items: [{ key: 'ca.crt', path: 'a' }] } })),
  ];
  const schedule = scheduled(objects);

  test('is what it signs, who presents it, and who trusts it', () => {
    const [root, mesh, web] = [ROOT, MESH, WEB].map(id => certificateIn(schedule, id));
    expect([root.signs, mesh.signs, web.signs]).toEqual([[MESH], [WEB], []]);
    expect(web.presentedBy).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'web' }]);
    expect(root.trustedBy).toEqual([{ object: { kind: 'Bundle', name: 'roots' }, consumers: [{ kind: 'Deployment', namespace: 'shop', name: 'web' }] }]);
    expect(root.trustedBeside).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'reader' }]);
  });

  test('is known of a root that manifests show, which is there once', () => {
    const shown = schedule.certificates.filter(({ id }) => id.startsWith('sha256/'));
    expect(shown.map(each => [each.title, each.tier, datesOf(each), each.trustedBy.map(({ object }) => object.kind)])).toEqual([
      ['root', 'root', ['2026-11-23T22:31:22Z', 'by-hand', '2126-10-30T22:31:22Z'], ['Bundle', 'ConfigMap']],
    ]);
  });

  test('is known of a root whose Secret and copies are shown', () => {
    const both = scheduled([...rootCa(), secret('root-ca', { 'tls.crt': ROOT_PEM }), configMap('copy', { 'ca.crt': ROOT_PEM }, 'shop')]);
    expect(both.certificates.map(({ id, trustedBy }) => [id, trustedBy.map(({ object }) => object.name)])).toEqual([[ROOT, ['copy']]]);
  });
});

describe('volumes of the CSI driver', () => {
  const volume = (attributes: PlainObject) => scheduled([...rootCa(), ...intermediateCa(), podsOf('web', mounting(csi(attributes)))]);

  test('ask for 30 days, and are renewed in the last third', () => {
    const found = certificateIn(volume({}), 'CSI/Deployment/shop/web/0');
    expect(datesOf(found)).toEqual(['2026-06-15T12:00:00Z', '2026-07-05T12:00:00Z', '2026-07-15T12:00:00Z']);
    expect([found.signer, found.slack, found.presentedBy]).toEqual([MESH, 0, [{ kind: 'Deployment', namespace: 'shop', name: 'web' }]]);
  });

  test('ask for what they say', () => {
    expect(datesOf(certificateIn(volume({ 'csi.cert-manager.io/duration': '2h', 'csi.cert-manager.io/renew-before': '30m' }), 'CSI/Deployment/shop/web/0')))
      .toEqual(['2026-06-15T12:00:00Z', '2026-06-15T13:30:00Z', '2026-06-15T14:00:00Z']);
  });

  test('outlive their CA like any other certificate', () => {
    expect(messages(volume({ 'csi.cert-manager.io/duration': '721h' }))).toEqual([
      'error: shop/web (CSI volume): lives 30 days, but its CA, cert-manager/mesh, has 30 days left when it signs for the last time: the certificate outlives it by 1 hour',
    ]);
  });
});

test('a certificate outlives its CA in the schedule exactly where the rule finds it', () => {
  const renewal = fc.oneof(
    fc.record({ renewBefore: hours(3000) }), fc.record({ renewBeforePercentage: fc.integer({ min: 1, max: 99 }) }),
    fc.constant({ renewal: { policy: 'Disabled' } }), fc.constant({}),
  );
  const tier = (most: number) => fc.tuple(hours(most), renewal).map(([duration, more]) => ({ duration, renewBefore: undefined, ...more }));
  const seen = { fits: 0, outlives: 0 };
  fc.assert(fc.property(tier(5000), tier(1500), tier(500), (root, intermediate, leaf) => {
    const objects = chain(root, intermediate, leaf).map(each => JSON.parse(JSON.stringify(each)));
    const found = [...certificateOutlivesCa.check(inventoryOf(objects), { now: NOW })].map(({ object }) => object!.manifest.metadata.name);
    seen[found.length > 0 ? 'outlives' : 'fits']++;
    expect(scheduled(objects).problems.map(({ certificate: id }) => id.split('/')[2])).toEqual(found);
  }), { numRuns: 1000 });
  expect(Math.min(seen.fits, seen.outlives)).toBeGreaterThan(50);
});

test('the schedule is that of a moment, and does not depend on parts of a second', () => {
  const at = (now: string) => scheduled(chain(SLOT, { duration: '87600h', renewBefore: '720h' }), { now: new Date(now) });
  expect(at('2026-06-15T12:00:00.789Z')).toEqual(at('2026-06-15T12:00:00Z'));
  expect(at('2026-06-15T12:00:00.789Z').problems).toEqual([]);
  expect(at('2026-06-15T12:00:00Z').now).toBe(NOW.getTime());
});
