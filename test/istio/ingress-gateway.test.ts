import { istioMesh, synth } from './fixtures';
import { admits, named, ofKind, principal, shopPod } from './reading';
import { ClientCertificates, IngressGatewayProps } from '../../src';
import { REFUSED_PEM, ROOT_PEM } from '../pki/certmanager/fixtures';

const hosts = ['shop.example.com'];

function gateway(props: Partial<IngressGatewayProps> = {}) {
  const mesh = istioMesh();
  mesh.addIngressGateway('public', { hosts, ...props });
  return synth(mesh);
}

/** How the gateway of a chart secures its one port. */
function tlsOf(props: Partial<IngressGatewayProps> = {}) {
  return named(gateway(props), 'Gateway', 'public').spec.servers[0].tls;
}

describe('an ingress gateway', () => {
  test('serves its hosts over TLS 1.2 or newer, with a certificate of its own name', () => {
    expect(named(gateway(), 'Gateway', 'public')).toMatchObject({
      metadata: { namespace: 'istio-ingress' },
      spec: { selector: { istio: 'ingress' }, servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', minProtocolVersion: 'TLSV1_2' } }] },
    });
    expect(JSON.stringify(tlsOf())).toContain('"public"');
  });

  test.each<[string, ClientCertificates | undefined, string]>([
    ['asks for no client certificate unless it is told to', undefined, 'SIMPLE'],
    ['asks for none', ClientCertificates.none(), 'SIMPLE'],
    ['lets callers without one in', ClientCertificates.optional(), 'OPTIONAL_MUTUAL'],
    ['refuses callers without one', ClientCertificates.required(), 'MUTUAL'],
  ])('%s', (_name, clientCertificates, mode) => {
    expect(tlsOf({ clientCertificates }).mode).toBe(mode);
  });

  test.each([
    ['required', ClientCertificates.required({ roots: ROOT_PEM, subjectAltNames: ['partner.example.com'] })],
    ['optional', ClientCertificates.optional({ roots: ROOT_PEM, subjectAltNames: ['partner.example.com'] })],
  ])('finds the roots of %s client certificates beside its own Secret, and accepts the names that it is told', (_name, clientCertificates) => {
    const objects = gateway({ clientCertificates, credentialName: 'shop-tls' });
    expect(named(objects, 'Secret', 'shop-tls-cacert')).toMatchObject({ metadata: { namespace: 'istio-ingress' }, stringData: { 'ca.crt': ROOT_PEM } });
    expect(named(objects, 'Gateway', 'public').spec.servers[0].tls).toMatchObject({ credentialName: 'shop-tls', subjectAltNames: ['partner.example.com'] });
  });

  test('has its certificate issued into the Secret that it serves from', () => {
    const mesh = istioMesh();
    mesh.addIngressGateway('public', { hosts, namespace: 'edge', credentialName: 'shop-tls', issuer: mesh.intermediate.issuerFor('edge') });
    const objects = synth(mesh);
    expect(named(objects, 'Certificate', 'shop-tls')).toMatchObject({ metadata: { namespace: 'edge' }, spec: { secretName: 'shop-tls', dnsNames: hosts } });
    expect(named(objects, 'Gateway', 'public').metadata.namespace).toBe('edge');
  });

  test('issues nothing if the Secret is there already', () => {
    expect(ofKind(gateway(), 'Certificate').map(({ metadata }) => metadata.namespace)).not.toContain('istio-ingress');
  });

  test.each<[string, Partial<IngressGatewayProps>, string]>([
    ['under its usual account', {}, principal('istio-ingress', 'istio-ingress')],
    ['under another account', { namespace: 'edge', serviceAccountName: 'envoy' }, principal('edge', 'envoy')],
  ])('is let in by workloads %s', (_name, props, caller) => {
    const mesh = istioMesh();
    mesh.addNamespace('shop').addWorkload('web').allowFrom(mesh.addIngressGateway('public', { hosts, ...props }));
    const objects = synth(mesh);
    expect([caller, principal('shop', 'other')].map(who => admits(objects, shopPod('web'), 8080, who))).toEqual([true, false]);
  });
});

describe('an ingress gateway is refused with', () => {
  test.each<[string, () => unknown, string]>([
    ['a name with a dot', () => istioMesh().addIngressGateway('shop.eu', { hosts }), '[platform/mesh/Gateway-shop.eu] addIngressGateway("shop.eu"): must be lower-case letters, digits and "-", and begin and end with a letter or digit. Give names as Kubernetes has them'],
    ['a name that is there', () => {
      const mesh = istioMesh();
      ['public', 'public'].forEach(name => mesh.addIngressGateway(name, { hosts }));
    }, '[platform/mesh] addIngressGateway("public"): there is a gateway of that name. Give each gateway a name of its own.'],
    ['a namespace that is none', () => gateway({ namespace: 'Edge' }), '[platform/mesh/Gateway-public] addIngressGateway("public"): namespace "Edge" must be lower-case letters'],
    ['a Secret that is none', () => gateway({ credentialName: 'a_b' }), '[platform/mesh/Gateway-public] addIngressGateway("public"): credentialName "a_b" must be lower-case letters'],
    ['no host', () => gateway({ hosts: [] }), '[platform/mesh/Gateway-public] addIngressGateway("public"): hosts is empty. Give names as Kubernetes has them, and the DNS names that are served, for example hosts: ["shop.example.com"].'],
    ['an account without a name, which is not every account', () => {
      const mesh = istioMesh();
      mesh.addNamespace('shop').allowFrom(mesh.addIngressGateway('public', { hosts, serviceAccountName: '' }));
    }, '[platform/mesh/shop] allowFrom(istio-ingress/): its service account "" must be lower-case letters'],
    ...REFUSED_PEM.map(([name, roots, problem]): [string, () => unknown, string] => [
      `roots that are ${name}`, () => ClientCertificates.required({ roots }), problem,
    ]),
  ])('%s', (_name, create, message) => {
    expect(create).toThrow(message);
  });

  test('roots of which the message repeats nothing, because they may be a key', () => {
    const secret = 'bm90IGEga2V5';
    expect(() => ClientCertificates.optional({ roots: `-----BEGIN PRIVATE KEY-----\n${secret}` })).toThrow(
      'ClientCertificates.optional({ roots }): the text contains a private key, which everyone who can read the manifest would then have. Give the certificates alone');
    expect(() => ClientCertificates.optional({ roots: secret })).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
  });
});
