import { EXCEPTION, istioMesh, PERMISSIVE, synth } from './fixtures';
import { acceptedOn, admits, named, ofKind, principal, shopPod } from './reading';
import { Enforcement, IstioMeshProps, MeshClient, MeshNamespace, MeshNamespaceOptions, PortMode, WorkloadPort } from '../../src';

const web = principal('shop', 'web');
const stranger = principal('shop', 'stranger');
const ports = [WorkloadPort.http(8080), WorkloadPort.http(9090)];

/** What a namespace `shop` with workloads `web` and `cart` becomes. */
function shop(describe: (namespace: MeshNamespace) => void, options: MeshNamespaceOptions = {}, props: Partial<IstioMeshProps> = {}) {
  const mesh = istioMesh(props);
  const namespace = mesh.addNamespace('shop', options);
  namespace.addWorkload('web');
  describe(namespace);
  return synth(mesh);
}

/** Who reaches a port of the cart: the caller that is let in, another one of the mesh, and one without an identity. */
function reaching(objects: ReturnType<typeof synth>, port: number) {
  const pod = shopPod('cart');
  const plaintext = acceptedOn(objects, pod, port) !== 'STRICT';
  return [...admits(objects, pod, port, web) ? ['web'] : [], ...admits(objects, pod, port, stranger) ? ['stranger'] : [], ...plaintext && admits(objects, pod, port, undefined) ? ['plaintext'] : []];
}

const everybodyOfTheMesh = ['web', 'stranger'];

describe('a workload in a namespace that nothing else was said about', () => {
  test('requires mutual TLS and is closed to every caller', () => {
    const objects = shop(namespace => namespace.addWorkload('cart'));
    expect(acceptedOn(objects, shopPod('cart'), 8080)).toBe('STRICT');
    expect(reaching(objects, 8080)).toEqual([]);
  });

  test('lets in exactly the caller that it is told of', () => {
    const objects = shop(namespace => namespace.addWorkload('cart').allowFrom(namespace.workload('web')));
    expect(reaching(objects, 8080)).toEqual(['web']);
  });

  test('lets callers in on its own ports alone', () => {
    const objects = shop(namespace => namespace.addWorkload('cart', { ports }).allowFrom(namespace.workload('web')));
    expect([8080, 9090, 22].map(port => reaching(objects, port))).toEqual([['web'], ['web'], []]);
  });

  test('lets a caller in on the ports that are named', () => {
    const objects = shop(namespace => namespace.addWorkload('cart', { ports }).allowFrom(namespace.workload('web'), { ports: [8080] }));
    expect([8080, 9090].map(port => reaching(objects, port))).toEqual([['web'], []]);
  });

  test('is open to whom its namespace lets in, and so are its neighbours', () => {
    const objects = shop(namespace => {
      namespace.addWorkload('cart');
      namespace.allowFrom(namespace.workload('web'));
    });
    expect(reaching(objects, 8080)).toEqual(['web']);
    expect(admits(objects, shopPod('orders'), 1, web)).toBe(true);
  });

  test.each<[string, string, boolean]>([
    ['any account of the namespace', principal('tools', 'anything'), true],
    ['no account of another namespace whose name begins alike', principal('tools-2', 'anything'), false],
    ['no account of another trust domain', 'other.example.com/ns/tools/sa/anything', false],
  ])('lets %s in if a whole namespace is let in', (_name, caller, expected) => {
    const objects = shop(namespace => namespace.addWorkload('cart').allowFrom(MeshClient.namespace('tools')));
    expect(admits(objects, shopPod('cart'), 8080, caller)).toBe(expected);
  });

  test('lets in an identity of another trust domain by that trust domain', () => {
    const objects = shop(namespace => namespace.addWorkload('cart').allowFrom(MeshClient.serviceAccount('shop', 'web', { trustDomain: 'other.example.com' })));
    expect(reaching(objects, 8080)).toEqual([]);
    expect(admits(objects, shopPod('cart'), 8080, 'other.example.com/ns/shop/sa/web')).toBe(true);
  });
});

describe('a namespace without default deny', () => {
  const open = { defaultDeny: false };

  test('leaves a workload open to every caller of the mesh until somebody is let in by name', () => {
    expect(reaching(shop(namespace => namespace.addWorkload('cart'), open), 8080)).toEqual(everybodyOfTheMesh);
    expect(reaching(shop(namespace => namespace.addWorkload('cart').allowFrom(namespace.workload('web')), open), 8080)).toEqual(['web']);
  });

  test('leaves a workload open if all that is said of it is an exempt port', () => {
    const objects = shop(namespace => namespace.addWorkload('cart').exemptPort(9090, EXCEPTION), open);
    expect([8080, 9090].map(port => reaching(objects, port))).toEqual([everybodyOfTheMesh, [...everybodyOfTheMesh, 'plaintext']]);
  });

  test('leaves a workload open if all that is said of it is that it is permissive', () => {
    const objects = shop(namespace => namespace.addWorkload('cart', { enforcement: PERMISSIVE }), open);
    expect(reaching(objects, 8080)).toEqual([...everybodyOfTheMesh, 'plaintext']);
  });

  test.each<[string, (namespace: MeshNamespace) => void]>([
    ['before', namespace => {
      namespace.addWorkload('cart').exemptPort(9090, EXCEPTION);
      namespace.workload('cart').allowFrom(namespace.workload('web'));
    }],
    ['after', namespace => {
      namespace.addWorkload('cart').allowFrom(namespace.workload('web'));
      namespace.workload('cart').exemptPort(9090, EXCEPTION);
    }],
  ])('keeps an exempt port reachable whether it is exempt %s somebody is let in', (_when, describeShop) => {
    const objects = shop(describeShop, open);
    expect([8080, 9090].map(port => reaching(objects, port))).toEqual([['web'], ['web', 'plaintext']]);
  });

  test('keeps letting in callers without an identity where it is permissive and somebody is let in', () => {
    const objects = shop(namespace => namespace.addWorkload('cart').allowFrom(namespace.workload('web')), { ...open, enforcement: PERMISSIVE });
    expect(reaching(objects, 8080)).toEqual(['web', 'plaintext']);
  });
});

describe('permissive enforcement', () => {
  const cart = (namespace: MeshNamespace) => namespace.addWorkload('cart').allowFrom(namespace.workload('web'));

  test('of a namespace lets in callers without an identity, and those with one only as told', () => {
    const objects = shop(cart, { enforcement: PERMISSIVE });
    expect(acceptedOn(objects, shopPod('cart'), 8080)).toBe('PERMISSIVE');
    expect(reaching(objects, 8080)).toEqual(['web', 'plaintext']);
  });

  test('of a mesh is what its namespaces have unless they say otherwise', () => {
    expect(reaching(shop(cart, {}, { enforcement: PERMISSIVE }), 8080)).toEqual(['web', 'plaintext']);
    expect(reaching(shop(cart, { enforcement: Enforcement.strict() }, { enforcement: PERMISSIVE }), 8080)).toEqual(['web']);
  });

  test('of one workload leaves its neighbours strict', () => {
    const objects = shop(namespace => {
      namespace.addWorkload('cart', { enforcement: PERMISSIVE });
      namespace.addWorkload('orders');
    });
    expect(reaching(objects, 8080)).toEqual(['plaintext']);
    expect(acceptedOn(objects, shopPod('orders'), 8080)).toBe('STRICT');
    expect(admits(objects, shopPod('orders'), 8080, undefined)).toBe(false);
  });

  test('of a namespace does not reach a workload that is strict', () => {
    const objects = shop(namespace => namespace.addWorkload('cart', { enforcement: Enforcement.strict() }), { enforcement: PERMISSIVE });
    expect(reaching(objects, 8080)).toEqual([]);
  });

  test('leaves the mode of a pod in another namespace to the mesh', () => {
    const objects = shop(cart, { enforcement: PERMISSIVE });
    expect(acceptedOn(objects, { namespace: 'elsewhere', labels: {} }, 8080)).toBe('STRICT');
  });

  test.each<[string, (namespace: MeshNamespace) => void, MeshNamespaceOptions]>([
    ['a namespace', () => {}, { enforcement: PERMISSIVE }],
    ['a workload', namespace => namespace.addWorkload('cart', { enforcement: PERMISSIVE }), {}],
    ['a port of a workload in a permissive namespace', namespace => namespace.addWorkload('cart').exemptPort(9090, { ...EXCEPTION, mode: PortMode.PLAINTEXT }), { enforcement: PERMISSIVE }],
  ])('of %s leaves no object without its reason and end', (_name, describeShop, options) => {
    const lenient = ofKind(shop(describeShop, options), 'PeerAuthentication').filter(({ spec }) => spec.mtls.mode !== 'STRICT');
    expect(lenient.length).toBeGreaterThan(0);
    for (const { metadata, spec } of lenient) {
      expect(JSON.parse(metadata.annotations['cdk8s-mtls.dev/exceptions'])).toContainEqual({ mode: spec.mtls.mode, ...EXCEPTION });
    }
  });
});

describe('an exempt port', () => {
  const exempt = (options = {}) => shop(namespace => {
    const cart = namespace.addWorkload('cart', { ports });
    cart.allowFrom(namespace.workload('web'), { ports: [8080] });
    cart.exemptPort(9090, { ...EXCEPTION, ...options });
  });

  test.each([
    [PortMode.PERMISSIVE, 'PERMISSIVE'],
    [PortMode.PLAINTEXT, 'DISABLE'],
  ])('that is %s accepts %s, and the other ports mutual TLS', (mode, accepted) => {
    expect([9090, 8080].map(port => acceptedOn(exempt({ mode }), shopPod('cart'), port))).toEqual([accepted, 'STRICT']);
  });

  test('lets in callers without an identity there and nowhere else, and those with one only as told', () => {
    expect([9090, 8080].map(port => reaching(exempt(), port))).toEqual([['plaintext'], ['web']]);
  });

  test('lets them in from the addresses that are named', () => {
    const objects = exempt({ ipBlocks: ['192.0.2.7/32'] });
    expect(['192.0.2.7', '192.0.2.8'].map(address => admits(objects, shopPod('cart'), 9090, undefined, address))).toEqual([true, false]);
  });

  test('of a strict workload in a permissive namespace is the only one', () => {
    const objects = shop(namespace => namespace.addWorkload('cart', { ports, enforcement: Enforcement.strict() }).exemptPort(9090, EXCEPTION), { enforcement: PERMISSIVE });
    expect([9090, 8080].map(port => acceptedOn(objects, shopPod('cart'), port))).toEqual(['PERMISSIVE', 'STRICT']);
  });

  test('is recorded with its reason and end, once for each port', () => {
    const objects = shop(namespace => {
      const cart = namespace.addWorkload('cart');
      cart.exemptPort(9090, EXCEPTION);
      cart.exemptPort(9091, { ...EXCEPTION, mode: PortMode.PLAINTEXT });
    });
    expect(JSON.parse(named(objects, 'PeerAuthentication', 'mtls.shop.cart').metadata.annotations['cdk8s-mtls.dev/exceptions'])).toEqual([
      { port: 9090, mode: 'PERMISSIVE', ...EXCEPTION },
      { port: 9091, mode: 'DISABLE', ...EXCEPTION },
    ]);
  });

  test('whose last day is over stops synthesis, and one whose last day is today does not', () => {
    const until = (day: string) => () => shop(namespace => namespace.addWorkload('cart').exemptPort(9090, { ...EXCEPTION, until: day }));
    expect(until('2026-06-15')).not.toThrow();
    expect(until('2026-06-14')).toThrow('[platform/mesh/shop/cart/Mtls] MTLS0103: PeerAuthentication shop/mtls.shop.cart: the exception PERMISSIVE on port 9090 ("callers outside the mesh") ended on 2026-06-14');
  });
});
