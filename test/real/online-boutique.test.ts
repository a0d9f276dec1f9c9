import { Chart, Include } from 'cdk8s';
import { allowedCalls, describeReal, file } from './shared-applications';
import { IssuerChain, IstioMesh } from '../../src';
import { PATIENCE } from '../oracles/programs';
import { keyOf, Vectors } from '../oracles/vectors';
import { judgeAnonymously, Verdict } from '../oracles/verdict';
import { Manifest, manifestsOf } from '../variety';

/** Who calls whom, as the variables of the containers say, and on which container port. */
const CALLS: [client: string, server: string, port: number][] = [
  ['loadgenerator', 'frontend', 8080],
  ['frontend', 'adservice', 9555],
  ['frontend', 'cartservice', 7070],
  ['frontend', 'checkoutservice', 5050],
  ['frontend', 'currencyservice', 7000],
  ['frontend', 'productcatalogservice', 3550],
  ['frontend', 'recommendationservice', 8080],
  ['frontend', 'shippingservice', 50051],
  ['checkoutservice', 'cartservice', 7070],
  ['checkoutservice', 'currencyservice', 7000],
  ['checkoutservice', 'emailservice', 8080],
  ['checkoutservice', 'paymentservice', 50051],
  ['checkoutservice', 'productcatalogservice', 3550],
  ['checkoutservice', 'shippingservice', 50051],
  ['recommendationservice', 'productcatalogservice', 3550],
  ['cartservice', 'redis-cart', 6379],
];

describeReal('Online Boutique, strict and closed,', () => {
  let manifests: Manifest[];
  const vectors = new Vectors<Pick<Verdict, 'admitted' | 'judge'>[]>('online-boutique');
  const ofKind = (wanted: string) => manifests.filter(({ kind }) => kind === wanted);

  beforeAll(() => {
    manifests = manifestsOf(chart => {
      const platform = new Chart(chart, 'platform');
      const certificates = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
      const boutique = new IstioMesh(platform, 'mesh', { certificates }).addNamespace('boutique');
      boutique.adopt(new Include(new Chart(chart, 'application'), 'boutique', { url: file('online-boutique.yaml') }));

      boutique.workload('frontend').allowFrom(boutique.workload('loadgenerator'));
      boutique.workload('adservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('cartservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('checkoutservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('currencyservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('productcatalogservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('recommendationservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('shippingservice').allowFrom(boutique.workload('frontend'));
      boutique.workload('cartservice').allowFrom(boutique.workload('checkoutservice'));
      boutique.workload('currencyservice').allowFrom(boutique.workload('checkoutservice'));
      boutique.workload('emailservice').allowFrom(boutique.workload('checkoutservice'));
      boutique.workload('paymentservice').allowFrom(boutique.workload('checkoutservice'));
      boutique.workload('productcatalogservice').allowFrom(boutique.workload('checkoutservice'));
      boutique.workload('shippingservice').allowFrom(boutique.workload('checkoutservice'));
      boutique.workload('productcatalogservice').allowFrom(boutique.workload('recommendationservice'));
      boutique.workload('redis-cart').allowFrom(boutique.workload('cartservice'));
    });
    vectors.load(() => judgeAnonymously([manifests]));
  }, PATIENCE);

  test('lets its own calls through, by identity and on the container port, and no other', () => {
    const called = allowedCalls(manifests).map(({ from, to, port }) => `${from} ${to} ${port}`);
    expect(called.sort()).toEqual(CALLS.map(([client, server, port]) => `prod.example.com/ns/boutique/sa/${client} ${server} ${port}`).sort());
  });

  test('refuses every other call', () => {
    const denied = ofKind('AuthorizationPolicy').filter(({ spec }) => Object.keys(spec).length === 0);
    expect(denied).toEqual([expect.objectContaining({ metadata: expect.objectContaining({ namespace: 'boutique' }) })]);
  });

  test('takes nothing but mutual TLS', () => {
    expect(ofKind('PeerAuthentication').map(({ metadata, spec }) => [metadata.namespace, spec])).toEqual([
      ['istio-system', { mtls: { mode: 'STRICT' } }],
      ['boutique', { mtls: { mode: 'STRICT' } }],
    ]);
  });

  test('holds the callers of each of its Services to mutual TLS', () => {
    const services = ofKind('Service').map(({ metadata }) => `${metadata.name}.boutique.svc.cluster.local`);
    expect(services).toHaveLength(12);
    expect(ofKind('DestinationRule').map(({ spec }) => spec.host).sort()).toEqual(services.sort());
    expect(ofKind('DestinationRule').every(({ spec }) => spec.trafficPolicy.tls.mode === 'ISTIO_MUTUAL' && !spec.trafficPolicy.portLevelSettings)).toBe(true);
  });

  test('is put into its namespace whole', () => {
    const own = manifests.filter(({ kind }) => ['Deployment', 'Service', 'ServiceAccount'].includes(kind));
    expect(own.map(({ metadata }) => metadata.namespace)).toEqual(own.map(() => 'boutique'));
    expect(ofKind('Deployment')).toHaveLength(12);
  });

  test('is admitted, together with all that protects it', () => {
    const verdicts = vectors.answer(keyOf(manifests));
    expect(verdicts).toHaveLength(manifests.length);
    expect(verdicts.filter(({ admitted }) => !admitted)).toEqual([]);
  });

  test('was judged by the pinned versions', () => vectors.expectCurrent());
});
