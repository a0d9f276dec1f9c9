import { App, Chart, Testing } from 'cdk8s';
import { istioMesh, synth } from './fixtures';
import { certmanager, ClientCertificates, IssuerChain, IstioCa, IstioMesh, RootCa } from '../../src';

const ISSUER = certmanager.IssuerRef.fromClusterIssuerName('public');
const HOSTS = ['shop.example.com'];

describe('what would cut everyone off is refused', () => {
  test('two roots where istiod signs, which hands out one only', () => {
    const chart = new Chart(Testing.app(), 'platform');
    const certificates = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots: [RootCa.selfSigned('a'), RootCa.selfSigned('b')], activeRoot: 'a' });
    expect(() => new IstioMesh(chart, 'mesh', { certificates, certificateAuthority: IstioCa.cacerts() }))
      .toThrow('[platform/mesh] certificateAuthority cacerts, roots a, b: istiod hands out one root only');
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

describe('client certificates at a gateway', () => {
  test('are not verified with the roots of the gateway\'s own issuer, unless the callers are named', () => {
    expect(() => istioMesh().addIngressGateway('partners', { hosts: HOSTS, issuer: ISSUER, clientCertificates: ClientCertificates.required() }))
      .toThrow(/addIngressGateway\("partners"\): client certificates would be verified with the roots of the gateway's own issuer.*Add "roots"/);
    const mesh = istioMesh();
    mesh.addIngressGateway('partners', { hosts: HOSTS, issuer: ISSUER, clientCertificates: ClientCertificates.required({ subjectAltNames: ['acme.example.com'] }) });
    expect(App.of(mesh).charts).toHaveLength(1);
  });
});
