import { CertificateNode, issuance } from '../../src/analysis/certmanager/issuance';
import { Inventory } from '../../src/analysis/inventory';
import { certificateGate, stateOf } from '../../src/gates/certificate-gate';
import { Sample } from '../../src/gates/gate';
import { DEFAULT_GATE_SETTINGS } from '../../src/gates/gates-for';
import { IssuedCertificates } from '../../src/gates/issued-certificates';

const NOW = new Date('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;

function certificate(spec: object = {}): CertificateNode {
  const manifest = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'web', namespace: 'shop' }, spec: { secretName: 'web', issuerRef: { name: 'ca' }, duration: '24h', renewBefore: '8h', ...spec } };
  return issuance(new Inventory([{ manifest, origin: {} }])).certificates[0];
}

describe('the state of a Certificate', () => {
  const base = { namespace: 'shop', name: 'web', issuer: 'ca', isReady: true, notBefore: NOW.getTime() - HOUR };
  const hence = (hours: number): number => NOW.getTime() + hours * HOUR;

  test.each<[string, object | undefined, object, object]>([
    ['is good', { notAfter: hence(20), renewal: hence(12) }, {}, {}],
    ['is good while the renewal is under way', { notAfter: hence(8), renewal: hence(-0.5) }, {}, {}],
    ['is bad where it is overdue', { notAfter: hence(6), renewal: hence(-2) }, {}, { problem: 'was due to be renewed at 2025-12-31T22:00:00Z, and ends at 2026-01-01T06:00:00Z' }],
    ['is bad where it has ended', { notAfter: hence(-1), renewal: hence(-9) }, {}, { problem: 'ended at 2025-12-31T23:00:00Z' }],
    ['is bad where it is not ready', { isReady: false, notAfter: hence(20) }, {}, { problem: 'is not ready' }],
    ['is not known where nothing is reported', undefined, {}, { unknown: expect.stringContaining('reports nothing') }],
    ['is not known without readiness', { isReady: undefined, notAfter: hence(20) }, {}, { unknown: expect.stringContaining('whether it is ready') }],
    ['is not known without an end', {}, {}, { unknown: expect.stringContaining('no time at which it ends') }],
    ['is good where nobody renews it, and much is left', { notAfter: hence(12) }, { renewal: { policy: 'Disabled' } }, {}],
    ['is bad where nobody renews it, and little is left', { notAfter: hence(2) }, { renewal: { policy: 'Disabled' } }, { problem: expect.stringContaining('ends at 2026-01-01T02:00:00Z, in 2 hours') }],
    ['is bad where its renewal is not known, and little is left', { notAfter: hence(3) }, {}, { problem: expect.stringContaining('nothing says that it will be renewed') }],
  ])('%s', (_, issued, spec, state) => {
    expect(stateOf(certificate(spec), issued && { ...base, ...issued }, NOW)).toEqual(state);
  });
});

describe('what cert-manager reports', () => {
  const sample = (labels: Record<string, string>, value: number): Sample => ({ labels: new Map(Object.entries(labels)), value });
  const labels = { namespace: 'cert-manager', exported_namespace: 'shop', name: 'web', issuer_name: 'ca' };

  test('is read with and without honoured labels, and what is not set is not 1970', () => {
    const answers = [[sample(labels, 1), sample({ namespace: 'jobs', name: 'web', issuer_name: 'ca' }, 0)], [sample(labels, 0)], [sample(labels, 2)], [sample(labels, 0)]];
    expect(new IssuedCertificates(answers).all).toEqual([
      { namespace: 'shop', name: 'web', issuer: 'ca', isReady: true, notAfter: 2000 }, { namespace: 'jobs', name: 'web', issuer: 'ca', isReady: false },
    ]);
  });

  test('of another issuer is not about the Certificate as it is now', () => {
    const answers = [[sample({ ...labels, issuer_name: 'old' }, 1)], [], [], []];
    expect(new IssuedCertificates(answers).of(certificate())).toBeUndefined();
    expect(certificateGate([certificate()], DEFAULT_GATE_SETTINGS).judge(answers, NOW)).toMatchObject({ outcome: 'undecided', offenders: [{ subject: 'Certificate shop/web' }] });
  });
});
