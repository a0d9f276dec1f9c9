import { execFileSync } from 'child_process';
import { join } from 'path';
import { Example, itIsSound } from './_example';

let example: Example;
beforeAll(() => { example = Example.synth('quickstart', { entry: 'values' }); });

itIsSound(() => example);

test('twice gives the same bytes', () => {
  expect(Example.synth('quickstart', { entry: 'values', now: new Date('2031-05-05') }).files).toEqual(example.files);
});

test('enrols the namespace shop', () => {
  expect(example.ofKind('Namespace').map(({ metadata }) => metadata)).toEqual([{ name: 'shop', labels: { 'istio-injection': 'enabled' } }]);
});

test('lets web call cart on its one port, by identity, and nobody anything else', () => {
  expect(example.allowed).toEqual(['prod.example.com/ns/shop/sa/web -> shop/app=cart:7070']);
});

test('needs no DestinationRule, because no Service is known', () => {
  expect(example.ofKind('DestinationRule')).toEqual([]);
});

test('issues from a root that is never renewed by itself, through an intermediate that is', () => {
  const root = example.get('Certificate', 'ca-root-a').spec;
  const intermediate = example.get('Certificate', 'ca-mesh').spec;
  expect(root).toMatchObject({ isCA: true, duration: '87600h0m0s', renewal: { policy: 'Disabled' }, privateKey: { rotationPolicy: 'Never' } });
  expect(intermediate).toMatchObject({ isCA: true, duration: '2160h0m0s', renewBefore: '720h0m0s', privateKey: { rotationPolicy: 'Always' } });
  expect(example.ofKind('Issuer').find(({ metadata }) => metadata.name === intermediate.issuerRef.name).spec).toEqual({ ca: { secretName: root.secretName } });
  expect(example.get('ClusterIssuer', 'ca-mesh').spec).toEqual({ ca: { secretName: intermediate.secretName } });
});

test('hands the root, and no intermediate, to the namespace shop and to that of istio-csr', () => {
  const { sources, target } = example.get('Bundle', 'ca-roots').spec;
  expect(sources).toEqual([{ secret: { name: 'ca-root-a', key: 'tls.crt' } }]);
  expect(target).toEqual({
    configMap: { key: 'ca.crt' },
    namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['cert-manager', 'shop'] }] },
  });
});

test('tells the installations what the manifests count on', () => {
  expect(Object.keys(example.files).filter(file => file.startsWith('values/'))).toEqual([
    'values/1-cert-manager.yaml', 'values/2-trust-manager.yaml', 'values/3-cert-manager-istio-csr.yaml', 'values/4-istiod.yaml',
  ]);
  const [istioCsr] = example.objects('values/3-cert-manager-istio-csr.yaml');
  const [istiod] = example.objects('values/4-istiod.yaml');
  expect(istioCsr.app.certmanager.issuer).toMatchObject({ kind: 'ClusterIssuer', name: 'ca-mesh' });
  expect(istioCsr.app.tls.trustDomain).toBe('prod.example.com');
  expect(istiod.meshConfig.trustDomain).toBe('prod.example.com');
  expect(istiod.env).toEqual({ ENABLE_CA_SERVER: 'false' });
});

test('the summary of npm run quickstart says what the manifests say', () => {
  const summary = execFileSync(process.execPath, [join('scripts', 'summary.mjs'), example.directory], { cwd: join(__dirname, '..', '..'), encoding: 'utf8' });
  expect(summary.replaceAll(example.directory, 'examples/quickstart')).toMatchSnapshot();
});
