import { Duration } from 'cdk8s';
import { chartIn } from './fixtures';
import { ClusterIssuer, Issuer, IssuerLimits, IssuerScope, IssuerType } from '../../../src/pki/certmanager';

describe('Issuer', () => {
  test('signs with a CA in a Secret of its namespace', () => {
    const issuer = new Issuer(chartIn('shop'), 'ca', {
      metadata: { name: 'ca' },
      type: IssuerType.ca({ secretName: 'ca-tls', ocspServers: ['http://o'], issuingCertificateUrls: ['http://i'], crlDistributionPoints: ['http://c'] }),
    });
    expect(issuer.toJson()).toEqual({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { name: 'ca', namespace: 'shop' },
      spec: { ca: { secretName: 'ca-tls', ocspServers: ['http://o'], issuingCertificateURLs: ['http://i'], crlDistributionPoints: ['http://c'] } },
    });
  });

  test.each([
    ['an option-less issuer', undefined, {}],
    ['with a revocation list', { crlDistributionPoints: ['http://c'] }, { crlDistributionPoints: ['http://c'] }],
  ])('signs certificates with their own key: %s', (_, options, selfSigned) => {
    expect(new Issuer(chartIn('shop'), 'root', { type: IssuerType.selfSigned(options) }).toJson().spec).toEqual({ selfSigned });
  });

  test('is referred to by name, and within its namespace', () => {
    const limits = { maxDuration: Duration.hours(1) };
    const issuer = new Issuer(chartIn('shop'), 'ca', { metadata: { name: 'ca' }, type: IssuerType.selfSigned(), limits });
    expect(issuer.toIssuerReference()).toEqual({ name: 'ca', kind: 'Issuer', group: 'cert-manager.io', scope: IssuerScope.NAMESPACE, namespace: 'shop', limits });
  });

  test('needs a namespace', () => {
    expect(() => new Issuer(chartIn(), 'ca', { type: IssuerType.selfSigned() })).toThrow('[test/ca] Issuer: no namespace');
  });
});

describe('ClusterIssuer', () => {
  test('has no namespace, even in a chart that has one', () => {
    const issuer = new ClusterIssuer(chartIn('shop'), 'ca', { metadata: { name: 'ca' }, type: IssuerType.ca({ secretName: 'ca-tls' }) });
    expect(issuer.toJson()).toEqual({
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'ca' },
      spec: { ca: { secretName: 'ca-tls' } },
    });
    expect(issuer.toIssuerReference()).toEqual({ name: 'ca', kind: 'ClusterIssuer', group: 'cert-manager.io', scope: IssuerScope.CLUSTER });
  });

  test('refuses to be given a namespace', () => {
    expect(() => new ClusterIssuer(chartIn(), 'ca', { metadata: { namespace: 'shop' }, type: IssuerType.selfSigned() }))
      .toThrow('[test/ca] ClusterIssuer: metadata.namespace "shop", but a ClusterIssuer belongs to the whole cluster. Leave metadata.namespace out.');
  });
});

test('an issuer type says how it signs', () => {
  expect(IssuerType.selfSigned()).toMatchObject({ isSelfSigned: true, caSecretName: undefined });
  expect(IssuerType.ca({ secretName: 'ca-tls' })).toMatchObject({ isSelfSigned: false, caSecretName: 'ca-tls' });
});

test('a CA without a Secret is refused', () => {
  expect(() => IssuerType.ca({ secretName: '' })).toThrow('IssuerType.ca(): secretName "" is empty');
});

test.each<[IssuerLimits, string]>([
  [{ maxDuration: Duration.hours(0) }, 'limits.maxDuration is 0 milliseconds'],
  [{ caPathLength: -1 }, 'limits.caPathLength -1 is no number'],
  [{ caPathLength: 0.5 }, 'limits.caPathLength 0.5 is no number'],
])('limits that limit nothing are refused: %#', (limits, message) => {
  expect(() => new Issuer(chartIn('shop'), 'a', { type: IssuerType.selfSigned(), limits })).toThrow(`[test/a] Issuer: ${message}`);
  expect(() => new ClusterIssuer(chartIn(), 'a', { type: IssuerType.selfSigned(), limits })).toThrow(`[test/a] ClusterIssuer: ${message}`);
});
