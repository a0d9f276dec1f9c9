import { App, Chart, Testing } from 'cdk8s';
import { istioMesh, synth } from './fixtures';
import { certmanager, ClientCertificates, IssuerChain, IstioCa, IstioMesh, RootCa, RootRotation } from '../../src';
import { ROOT_PEM } from '../pki/certmanager/fixtures';

const ISSUER = certmanager.IssuerRef.fromClusterIssuerName('public');
const HOSTS = ['shop.example.com'];

describe('what would cut everyone off is refused', () => {
  test('two roots where istiod signs, if their certificates are known to the cluster alone', () => {
    const chart = new Chart(Testing.app(), 'platform');
    const roots = [RootCa.selfSigned('a'), RootCa.external('b', { issuer: ISSUER, certificate: ROOT_PEM })];
    const certificates = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots, rootRotation: RootRotation.publish({ from: 'a', to: 'b' }) });
    expect(() => new IstioMesh(chart, 'mesh', { certificates, certificateAuthority: IstioCa.cacerts() })).toThrow(
      '[platform/mesh] certificateAuthority cacerts, roots a, b: istiod hands out one root only, and others as they are written in its configuration; the certificate of a is known to the cluster alone');
  });

  test('a gateway in a namespace that is closed by default, whichever comes first', () => {
    const refused = /istio-ingress": that namespace is closed by default, also to callers from outside/;
    const first = istioMesh();
    first.addIngressGateway('public', { hosts: HOSTS });
    expect(() => first.addNamespace('istio-ingress')).toThrow(refused);
    const second = istioMesh();
    second.addNamespace('istio-ingress');
    expect(() => second.addIngressGateway('public', { hosts: HOSTS })).toThrow(refused);
    const open = istioMesh();
    open.addNamespace('istio-ingress', { defaultDeny: false });
    open.addIngressGateway('public', { hosts: HOSTS });
    expect(synth(open).map(({ kind }) => kind)).toContain('Gateway');
  });
});

describe('two roots where istiod signs', () => {
  const root = (slot: string) => RootCa.external(slot, { issuer: certmanager.IssuerRef.awsPrivateCaCluster(slot), certificate: ROOT_PEM });
  const valuesIn = (rootRotation: RootRotation) => {
    const chart = new Chart(Testing.app(), 'platform');
    const certificates = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots: [root('a'), root('b')], rootRotation });
    return new IstioMesh(chart, 'mesh', { certificates, certificateAuthority: IstioCa.cacerts() }).istiodValues.values;
  };

  test('are written into the mesh\'s configuration while both are trusted, and istiod is told to hand out several', () => {
    const { meshConfig, env } = valuesIn(RootRotation.activate({ from: 'a', to: 'b' }));
    expect(meshConfig.caCertificates).toEqual([{ pem: ROOT_PEM }, { pem: ROOT_PEM }]);
    expect(meshConfig.defaultConfig.proxyMetadata).toMatchObject({ PROXY_CONFIG_XDS_AGENT: 'true' });
    expect(env).toMatchObject({ ISTIO_MULTIROOT_MESH: 'true' });
  });

  test('are one again when the first is retired', () => {
    const { meshConfig, env } = valuesIn(RootRotation.retire({ from: 'a', to: 'b' }));
    expect(meshConfig).not.toHaveProperty('caCertificates');
    expect(env).not.toHaveProperty('ISTIO_MULTIROOT_MESH');
  });
});

describe('client certificates at a gateway', () => {
  test('are not verified with the roots of the gateway\'s own issuer, unless the callers are named', () => {
    expect(() => istioMesh().addIngressGateway('partners', { hosts: HOSTS, issuer: ISSUER, clientCertificates: ClientCertificates.required() }))
      .toThrow(/addIngressGateway\("partners"\): client certificates would be verified with the roots of the gateway's own issuer.*Add "roots"/);
    const mesh = istioMesh();
    mesh.addIngressGateway('partners', { hosts: HOSTS, issuer: ISSUER, clientCertificates: ClientCertificates.required({ subjectAltNames: ['acme.example.com'] }) });
    expect(App.of(mesh).charts).toHaveLength(1);
  });
});
