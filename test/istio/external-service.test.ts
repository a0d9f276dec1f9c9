import { istioMesh, synth } from './fixtures';
import { Manifest, named, ofKind, Pod, ROOT_NAMESPACE } from './reading';
import { ExternalServiceProps, ExternalTls, IstioMesh, MeshWorkload, PortProtocol } from '../../src';

const HOST = 'api.example.com';

interface Scene {
  readonly mesh: IstioMesh;
  readonly web: MeshWorkload;
  readonly bank: MeshWorkload;
}

/** A mesh whose workloads `shop/web` and `payments/bank` may call a service outside. */
function calling(props: (scene: Scene) => Omit<ExternalServiceProps, 'host'>): Manifest[] {
  const mesh = istioMesh();
  const scene = { mesh, web: mesh.addNamespace('shop').addWorkload('web'), bank: mesh.addNamespace('payments').addWorkload('bank') };
  mesh.addExternalService('api', { host: HOST, ...props(scene) });
  return synth(mesh);
}

/** Whether the proxies of a namespace see an object at all. */
function sees(namespace: string, { metadata, spec }: Manifest): boolean {
  const exportTo: string[] = spec.exportTo ?? ['*'];
  return exportTo.some(target => target === '*' || (target === '.' ? metadata.namespace : target) === namespace);
}

/**
 * What a pod's proxy does, as Istio picks it: the namespace of the pod before the
 * root one, and there the rule that selects the pod before any other.
 */
function tlsOf(objects: Manifest[], pod: Pod): Manifest {
  const rules = ofKind(objects, 'DestinationRule').filter(rule => rule.spec.host === HOST && sees(pod.namespace, rule));
  const scopes = [pod.namespace, ROOT_NAMESPACE].map(namespace => rules.filter(({ metadata }) => metadata.namespace === namespace));
  const scope = scopes.find(found => found.length > 0) ?? [];
  const selecting = scope.find(({ spec }) => spec.workloadSelector
    && Object.entries(spec.workloadSelector.matchLabels).every(([key, value]) => pod.labels[key] === value));
  const rule = selecting ?? scope.find(({ spec }) => !spec.workloadSelector);
  return rule?.spec.trafficPolicy.tls ?? { mode: 'plaintext' };
}

const web = { namespace: 'shop', labels: { app: 'web' } };
const neighbour = { namespace: 'shop', labels: { app: 'neighbour' } };
const bank = { namespace: 'payments', labels: { app: 'bank' } };

describe('TLS to a service outside', () => {
  test('is started by the proxy, which verifies the host by public roots', () => {
    const objects = calling(() => ({ tls: ExternalTls.originate() }));
    expect(tlsOf(objects, web)).toEqual({ mode: 'SIMPLE', sni: HOST, subjectAltNames: [HOST], caCertificates: 'system' });
    expect(named(objects, 'ServiceEntry', 'external.api').spec).toMatchObject({ hosts: [HOST], ports: [{ number: 80, protocol: 'HTTP', targetPort: 443 }], resolution: 'DNS' });
  });

  test('verifies what it is told to', () => {
    const options = { sni: 'other.example.com', subjectAltNames: ['a.example.com'], caCertificates: '/etc/ca.pem' };
    expect(tlsOf(calling(() => ({ tls: ExternalTls.originate(options) })), web)).toEqual({ mode: 'SIMPLE', ...options });
  });

  test('carries a client certificate from files', () => {
    const files = { clientCertificate: '/etc/certs/tls.crt', privateKey: '/etc/certs/tls.key' };
    expect(tlsOf(calling(() => ({ tls: ExternalTls.originateMutualFromFiles(files) })), web)).toMatchObject({ mode: 'MUTUAL', ...files, subjectAltNames: [HOST], caCertificates: 'system' });
  });

  test('is left to the application where it speaks TLS itself', () => {
    const objects = calling(() => ({ tls: ExternalTls.passthrough(), port: 5671 }));
    expect(ofKind(objects, 'DestinationRule').filter(({ spec }) => spec.host === HOST)).toEqual([]);
    expect(named(objects, 'ServiceEntry', 'external.api').spec.ports).toEqual([{ number: 5671, name: 'tls-5671', protocol: 'TLS' }]);
  });

  test.each([
    [PortProtocol.HTTP, 80], [PortProtocol.HTTP2, 80], [PortProtocol.GRPC, 80], [PortProtocol.TCP, 8443],
  ])('around %s is started for callers of port %i', (protocol, number) => {
    const [port] = named(calling(() => ({ tls: ExternalTls.originate(), protocol, port: 8443, addresses: ['203.0.113.7'] })), 'ServiceEntry', 'external.api').spec.ports;
    expect([port.number, port.targetPort ?? port.number]).toEqual([number, 8443]);
  });

  test('around TCP is started for the addresses of the service, by which alone a proxy can tell it from others', () => {
    const objects = calling(() => ({ tls: ExternalTls.originate(), protocol: PortProtocol.TCP, port: 5432, addresses: ['203.0.113.7'] }));
    expect(named(objects, 'ServiceEntry', 'external.api').spec.addresses).toEqual(['203.0.113.7']);
    expect(() => calling(() => ({ tls: ExternalTls.originate(), protocol: PortProtocol.TCP, port: 5432 })))
      .toThrow(/addExternalService\("api"\): nothing in TCP says which host is meant.*Add "addresses"/);
  });

  test('is not started for a Service of the cluster', () => {
    expect(() => istioMesh().addExternalService('cart', { host: 'cart.shop.svc.cluster.local', tls: ExternalTls.originate() }))
      .toThrow(/host "cart\.shop\.svc\.cluster\.local": this is a Service of the cluster/);
  });

  test('is started for callers of the port that is named', () => {
    const [port] = named(calling(() => ({ tls: ExternalTls.originate(), clientPort: 8080 })), 'ServiceEntry', 'external.api').spec.ports;
    expect(port).toEqual({ number: 8080, name: 'http-8080', protocol: 'HTTP', targetPort: 443 });
  });
});

describe('callers of a service outside', () => {
  test('are all workloads of the mesh if none is named', () => {
    const objects = calling(() => ({ tls: ExternalTls.originate() }));
    expect([web, bank].map(pod => [sees(pod.namespace, named(objects, 'ServiceEntry', 'external.api')), tlsOf(objects, pod).mode])).toEqual([[true, 'SIMPLE'], [true, 'SIMPLE']]);
  });

  test('see it only in the namespaces of those that are named', () => {
    const objects = calling(scene => ({ tls: ExternalTls.originate(), usedBy: [scene.web] }));
    expect(['shop', 'payments'].map(namespace => sees(namespace, named(objects, 'ServiceEntry', 'external.api')))).toEqual([true, false]);
    expect(tlsOf(objects, web).mode).toBe('SIMPLE');
  });
});

describe('a client certificate from a Secret', () => {
  const objects = calling(scene => ({ tls: ExternalTls.originateMutualFromSecret({ secretName: 'client' }), usedBy: [scene.web, scene.bank, scene.web] }));

  test('is presented by the callers that are named, each in its own namespace', () => {
    expect([web, bank].map(pod => tlsOf(objects, pod))).toEqual(Array(2).fill({ mode: 'MUTUAL', credentialName: 'client', sni: HOST, subjectAltNames: [HOST] }));
  });

  test('is not presented by a workload beside them, which speaks TLS nevertheless', () => {
    expect(tlsOf(objects, neighbour)).toMatchObject({ mode: 'SIMPLE', sni: HOST, subjectAltNames: [HOST] });
  });

  test('may be fetched for the service accounts of the callers alone, each in its own namespace', () => {
    const bindings = ofKind(objects, 'RoleBinding').filter(({ metadata }) => metadata.name.startsWith('external.'));
    expect(bindings.map(({ metadata, subjects }) => [metadata.namespace, subjects])).toEqual([
      ['shop', [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }]],
      ['payments', [{ kind: 'ServiceAccount', name: 'bank', namespace: 'payments' }]],
    ]);
    for (const { roleRef } of bindings) {
      expect(named(objects, 'Role', roleRef.name).rules).toEqual([{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }]);
    }
  });
});
