import { durationOf, Issuance, renewBeforeOf } from '../../../src/analysis/certmanager/issuance';
import { caCertificate, certificate, clusterIssuer, inventoryOf, PlainObject } from '../objects';

const HOUR = 3_600_000;
const of = (...objects: PlainObject[]): Issuance => new Issuance(inventoryOf(objects));

describe('how long before its end a certificate is renewed, as cert-manager counts', () => {
  test.each<[string, PlainObject, number]>([
    ['is renewBefore', { renewBefore: '5h' }, 5],
    ['is a percentage', { renewBeforePercentage: 25 }, 25],
    ['is a third if nothing is said', {}, 100 / 3],
    ['is a third if renewBefore is as long as the lifetime', { renewBefore: '100h' }, 100 / 3],
    ['is a third if renewBefore is negative', { renewBefore: '-1h' }, 100 / 3],
    ['is a third if the percentage is 0', { renewBeforePercentage: 0 }, 100 / 3],
    ['is a third if the percentage is 100', { renewBeforePercentage: 100 }, 100 / 3],
    ['is the percentage if renewBefore cannot be kept', { renewBefore: '200h', renewBeforePercentage: 10 }, 10],
  ])('%s', (_, spec, hours) => expect(renewBeforeOf(spec, 100 * HOUR) / HOUR).toBeCloseTo(hours));

  test('is counted from 90 days if there is no duration', () => {
    expect(durationOf({})).toBe(2160 * HOUR);
    expect(durationOf({ duration: '90d' })).toBeUndefined();
  });
});

describe('the chain of a certificate', () => {
  const objects = [
    clusterIssuer({ selfSigned: {} }, 'self-signed'),
    caCertificate(),
    clusterIssuer({ ca: { secretName: 'root-ca' } }, 'root'),
    caCertificate({ secretName: 'intermediate', issuerRef: { name: 'root', kind: 'ClusterIssuer' } }, { name: 'intermediate' }),
    clusterIssuer({ ca: { secretName: 'intermediate' } }, 'intermediate'),
    certificate({ issuerRef: { name: 'intermediate', kind: 'ClusterIssuer' } }),
  ];

  test('goes up to the root', () => {
    const chains = of(...objects);
    const leaf = chains.certificates[2];
    expect(chains.ancestorsOf(leaf, 'cert-manager').map(({ object }) => object.manifest.metadata.name)).toEqual(['intermediate', 'root']);
    expect(chains.certificates.map(node => chains.isSelfSigned(node))).toEqual([true, false, false]);
  });

  test('ends where the cluster resource namespace is another one', () => {
    const chains = of(...objects);
    expect(chains.ancestorsOf(chains.certificates[2], 'kube-system')).toEqual([]);
  });

  test('ends when it meets itself', () => {
    const chains = of(clusterIssuer({ ca: { secretName: 'root-ca' } }, 'root'), caCertificate({ issuerRef: { name: 'root', kind: 'ClusterIssuer' } }));
    expect(chains.ancestorsOf(chains.certificates[0], 'cert-manager')).toHaveLength(1);
  });
});
