import { Chart, Include } from 'cdk8s';
import { allowedCalls, describeReal, file } from './shared-applications';
import { IssuerChain, IstioMesh, IstioMeshProps } from '../../src';
import { PATIENCE } from '../oracles/programs';
import { keyOf, Vectors } from '../oracles/vectors';
import { judgeAnonymously, Verdict } from '../oracles/verdict';
import { Manifest, manifestsOf } from '../variety';

function bookinfo(files: string[], props: Partial<IstioMeshProps> = {}): Manifest[] {
  return manifestsOf(chart => {
    const platform = new Chart(chart, 'platform');
    const certificates = new IssuerChain(platform, 'ca', { trustDomain: 'prod.example.com' });
    const namespace = new IstioMesh(platform, 'mesh', { certificates, ...props }).addNamespace('bookinfo');
    const application = new Chart(chart, 'application', { namespace: 'bookinfo' });
    files.forEach(name => new Include(application, name, { url: file(name) }));
    namespace.adopt(application);

    const reviews = ['reviews-v1', 'reviews-v2', 'reviews-v3'].map(name => namespace.workload(name));
    namespace.workload('details-v1').allowFrom(namespace.workload('productpage-v1'));
    reviews.forEach(version => version.allowFrom(namespace.workload('productpage-v1')));
    reviews.forEach(version => namespace.workload('ratings-v1').allowFrom(version));
  });
}

const own = ['bookinfo.yaml', 'bookinfo-destination-rules-mtls.yaml'];

describeReal('Bookinfo, strict and closed,', () => {
  const vectors = new Vectors<Pick<Verdict, 'admitted' | 'judge'>[]>('bookinfo');
  const apps: Record<string, Manifest[]> = {};

  beforeAll(() => {
    apps.plain = bookinfo(['bookinfo.yaml']);
    apps.withItsOwnRules = bookinfo(own, { clientEnforcement: false });
    vectors.load(() => judgeAnonymously(Object.values(apps)));
  }, PATIENCE);

  test('lets its own calls through, whichever version makes or takes them', () => {
    const called = new Set(allowedCalls(apps.plain).map(({ from, to, port }) => `${from} ${to} ${port}`));
    expect([...called].sort()).toEqual([
      'prod.example.com/ns/bookinfo/sa/bookinfo-productpage details 9080',
      'prod.example.com/ns/bookinfo/sa/bookinfo-productpage reviews 9080',
      'prod.example.com/ns/bookinfo/sa/bookinfo-reviews ratings 9080',
    ]);
  });

  test('has a policy for each version that is called', () => {
    const selected = apps.plain.filter(({ kind, spec }) => kind === 'AuthorizationPolicy' && spec.selector).map(({ spec }) => spec.selector.matchLabels);
    expect(selected).toEqual(expect.arrayContaining(['v1', 'v2', 'v3'].map(version => ({ app: 'reviews', version }))));
  });

  test('holds the callers of every version to mutual TLS by one rule for the host', () => {
    const hosts = apps.plain.filter(({ kind }) => kind === 'DestinationRule').map(({ spec }) => [spec.host, spec.trafficPolicy.tls.mode]);
    expect(hosts).toEqual(['details', 'ratings', 'reviews', 'productpage'].map(name => [`${name}.bookinfo.svc.cluster.local`, 'ISTIO_MUTUAL']));
  });

  test('cannot have rules of its own for the same hosts beside them, and is told so for each', () => {
    expect(() => bookinfo(own)).toThrow(/MTLS0602: DestinationRule bookinfo\/reviews: .*"reviews\.bookinfo\.svc\.cluster\.local", like DestinationRule bookinfo\/mtls\.bookinfo\.reviews/);
  });

  test('keeps its own rules where the mesh leaves callers to them', () => {
    const rules = apps.withItsOwnRules.filter(({ kind }) => kind === 'DestinationRule');
    expect(rules.map(({ metadata, spec }) => [metadata.namespace, spec.host, spec.trafficPolicy.tls.mode]).sort()).toEqual(
      ['details', 'productpage', 'ratings', 'reviews'].map(host => ['bookinfo', host, 'ISTIO_MUTUAL']),
    );
  });

  test.each(['plain', 'withItsOwnRules'])('is admitted, together with all that protects it: %s', app => {
    const verdicts = vectors.answer(keyOf(apps[app]));
    expect(verdicts).toHaveLength(apps[app].length);
    expect(verdicts.filter(({ admitted }) => !admitted)).toEqual([]);
  });

  test('was judged by the pinned versions', () => vectors.expectCurrent());
});
