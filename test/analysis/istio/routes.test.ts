import { findTarget, findWorkload } from '../../../src/analysis/flows/target';
import { Flow, Verdict } from '../../../src/core/flow';
import { app, callsAmong, enrolled } from '../flows/cluster';
import { destinationRule, peerAuthentication, PlainObject, service } from '../objects';

const CART = 'cart.shop.svc.cluster.local';
const LEDGER = 'ledger.pay.svc.cluster.local';
const [OLD, NEW] = ['2026-01-01T00:00:00Z', '2026-02-02T00:00:00Z'];

function networking(kind: string, name: string, namespace: string, spec: PlainObject, creationTimestamp = OLD): PlainObject {
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace, creationTimestamp }, spec };
}

/** A VirtualService that leads all calls to a host to another one. */
function route(kind: 'http' | 'tcp', from: string, to: string, more: { name?: string; in?: string; exportTo?: string[]; port?: number; created?: string } = {}): PlainObject {
  const destination = { host: to, ...more.port ? { port: { number: more.port } } : {} };
  return networking('VirtualService', more.name ?? 'route', more.in ?? 'shop', {
    hosts: [from], exportTo: more.exportTo ?? ['*'], [kind]: [{ route: [{ destination }] }],
  }, more.created);
}

function headless(object: PlainObject, creationTimestamp = OLD): PlainObject {
  return { ...object, metadata: { ...object.metadata, creationTimestamp }, spec: { ...object.spec, clusterIP: 'None' } };
}

const front = (name: string, namespace: string, port: string, more: PlainObject = {}): PlainObject =>
  service(name, { app: name }, [{ name: port, port: 80, targetPort: 8080, ...more }], namespace);
const SHOP = [enrolled('shop'), app('web'), app('cart', [8080])];
const PAY = [enrolled('pay'), app('ledger', [8080], { in: 'pay' })];
const PLAIN_LEDGER = destinationRule('ledger', { host: LEDGER, trafficPolicy: { tls: { mode: 'DISABLE' } } });

function explain(objects: readonly PlainObject[], to = `${CART}:80`): Flow {
  const { inventory, calls } = callsAmong(objects);
  const [client, target] = [findWorkload('shop/web', inventory), findTarget(to, inventory, calls)];
  if ('problem' in client || 'problem' in target) {
    throw new Error(JSON.stringify([client, target]));
  }
  return calls.explain(client.found, target.found);
}

const said = ({ because }: Flow): string => because.map(({ statement }) => statement).join('\n');

describe('of several VirtualServices for a host', () => {
  const verdict = (kind: 'http' | 'tcp', ...routes: PlainObject[]): Verdict =>
    explain([...SHOP, ...PAY, front('cart', 'shop', kind), front('ledger', 'pay', kind), PLAIN_LEDGER, ...routes]).verdict;
  const toLedger = { name: 'a', created: OLD };
  const toCart = { name: 'b', created: NEW };

  test.each(['http', 'tcp'] as const)('the oldest counts, but one that is for fewer namespaces before it: %s', kind => {
    expect(verdict(kind, route(kind, CART, LEDGER, toLedger), route(kind, CART, CART, toCart))).toBe(Verdict.PLAINTEXT);
    expect(verdict(kind, route(kind, CART, LEDGER, toLedger), route(kind, CART, CART, { ...toCart, exportTo: ['.'] }))).toBe(Verdict.MUTUAL_TLS);
    expect(verdict(kind, route(kind, CART, LEDGER, { ...toLedger, in: 'pay', exportTo: ['shop'] }), route(kind, CART, CART, { ...toCart, exportTo: ['.'] }))).toBe(Verdict.MUTUAL_TLS);
  });

  test('the one with the more specific host counts for requests, and not for connections', () => {
    const both = (kind: 'http' | 'tcp'): Verdict => verdict(kind, route(kind, '*.shop.svc.cluster.local', LEDGER, toLedger), route(kind, CART, CART, toCart));
    expect(both('http')).toBe(Verdict.MUTUAL_TLS);
    expect(both('tcp')).toBe(Verdict.PLAINTEXT);
  });
});

describe('of several VirtualServices with a pattern', () => {
  test('only the first one counts for requests, even if it has no routes for them', () => {
    const toLedger = (kind: 'http' | 'tcp', name: string): PlainObject => route(kind, '*.shop.svc.cluster.local', LEDGER, { name });
    const verdict = (...routes: PlainObject[]): Verdict =>
      explain([...SHOP, ...PAY, front('cart', 'shop', 'http'), front('ledger', 'pay', 'http'), PLAIN_LEDGER, ...routes]).verdict;
    expect(verdict(toLedger('http', 'b'))).toBe(Verdict.PLAINTEXT);
    expect(verdict(toLedger('tcp', 'a'), toLedger('http', 'b'))).toBe(Verdict.MUTUAL_TLS);
  });
});

describe('a Sidecar of the client', () => {
  const led = (hosts: string[], ...more: PlainObject[]): Flow => explain([
    ...SHOP, ...PAY, front('cart', 'shop', 'http'), front('ledger', 'pay', 'http'), route('http', CART, LEDGER, { in: 'pay' }),
    networking('Sidecar', 'scope', 'shop', { egress: [{ hosts }] }), ...more,
  ]);

  test.each([
    ['that asks for nothing of their namespace', ['./*'], Verdict.MUTUAL_TLS],
    ['that leaves their host of that namespace out', ['*/*', `~pay/${CART}`], Verdict.MUTUAL_TLS],
    ['that asks for all of their namespace', ['./*', 'pay/*'], Verdict.PLAINTEXT],
    ['that asks for their host in any namespace', ['./*', `*/${CART}`], Verdict.PLAINTEXT],
  ])('hides routes, %s', (_, hosts, verdict) => expect(led(hosts, PLAIN_LEDGER).verdict).toBe(verdict));
});

describe('a call to a route', () => {
  test('carries what was called, whatever the port declares to which it is led', () => {
    const behind = app('ledger', [8080], { in: 'pay', labels: { 'sidecar.istio.io/inject': 'false' } });
    const objects = [...SHOP, enrolled('pay'), behind, front('cart', 'shop', 'tcp'), front('ledger', 'pay', 'https'), route('tcp', CART, LEDGER)];
    expect(explain(objects).verdict).toBe(Verdict.PLAINTEXT);
  });

  test('to a subset fails where a ServiceEntry lists nothing of it', () => {
    const entry = networking('ServiceEntry', 'vm', 'shop', { hosts: ['vm.internal'], resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], endpoints: [{ address: '192.0.2.1', labels: { tier: 'back' } }] });
    const subsets = destinationRule('vm', { host: 'vm.internal', subsets: [{ name: 'back', labels: { tier: 'back' } }, { name: 'front', labels: { tier: 'front' } }] });
    const to = (subset: string): Verdict => explain([
      ...SHOP, front('cart', 'shop', 'http'), entry, subsets,
      networking('VirtualService', 'route', 'shop', { hosts: [CART], http: [{ route: [{ destination: { host: 'vm.internal', subset } }] }] }),
    ]).verdict;
    expect(to('back')).toBe(Verdict.PLAINTEXT);
    expect(to('front')).toBe(Verdict.REFUSED);
  });

  test('that declares nothing carries requests by the one, and bytes by the other', () => {
    const noBytes = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'no-bytes', namespace: 'shop' }, spec: { action: 'ALLOW', rules: [{ to: [{ operation: { methods: ['GET'] } }] }] } };
    const objects = [...SHOP, ...PAY, front('cart', 'shop', 'main'), front('ledger', 'pay', 'http'), route('http', CART, LEDGER), noBytes];
    expect(explain(objects)).toMatchObject({ verdict: Verdict.REFUSED, decidedPerRequest: false });
  });

  test('to a headless Service is sent as to its pods, and goes to where it was sent', () => {
    const objects = [...SHOP, ...PAY, front('cart', 'shop', 'http'), headless(front('ledger', 'pay', 'http')), route('http', CART, LEDGER)];
    expect(explain(objects).verdict).toBe(Verdict.REFUSED);
    expect(said(explain(objects))).toMatch(/the server is spiffe:\/\/cluster\.local\/ns\/shop\/sa\/cart, which the client does not expect/);
    expect(explain([...objects, PLAIN_LEDGER]).verdict).toBe(Verdict.PLAINTEXT);
  });

  test('leads to a host of the client\'s own namespace even if that is exported to others alone', () => {
    const led = (home: string): Verdict => {
      const other = front('other', home, 'http');
      const exported = { ...other, metadata: { ...other.metadata, annotations: { 'networking.istio.io/exportTo': 'edge' } } };
      const pods = app('other', [8080], { in: home });
      return explain([...SHOP, ...PAY, front('cart', 'shop', 'http'), exported, pods, route('http', CART, `other.${home}.svc.cluster.local`)]).verdict;
    };
    expect([led('shop'), led('pay')]).toEqual([Verdict.MUTUAL_TLS, Verdict.REFUSED]);
  });

  test('to a subset of a headless Service is sent as to all of its pods', () => {
    const tiered = (tier: string, labels: PlainObject = {}): PlainObject => ({ ...app('ledger', [8080], { in: 'pay', labels: { tier, ...labels } }), metadata: { name: `ledger-${tier}`, namespace: 'pay' } });
    const subset = destinationRule('ledger', { host: LEDGER, subsets: [{ name: 'back', labels: { tier: 'back' } }] });
    const toBack = networking('VirtualService', 'route', 'shop', { hosts: [CART], http: [{ route: [{ destination: { host: LEDGER, subset: 'back' } }] }] });
    const objects = (other: PlainObject): PlainObject[] => [
      ...SHOP, enrolled('pay'), tiered('back'), other, front('cart', 'shop', 'http'), headless(front('ledger', 'pay', 'http')), subset, toBack,
    ];
    expect(explain(objects(tiered('front'))).verdict).toBe(Verdict.REFUSED);
    expect(explain(objects(tiered('front', { 'sidecar.istio.io/inject': 'false' }))).verdict).toBe(Verdict.PLAINTEXT);
  });

  test('heeds what the namespace behind it asks for, though the client\'s Sidecar leaves that out', () => {
    const scope = networking('Sidecar', 'scope', 'shop', { egress: [{ hosts: ['./*'] }] });
    const off = { ...peerAuthentication('default', { mtls: { mode: 'DISABLE' } }), metadata: { name: 'default', namespace: 'pay' } };
    const objects = [...SHOP, ...PAY, front('cart', 'shop', 'http'), headless(front('ledger', 'pay', 'http')), route('http', CART, LEDGER), scope, off];
    expect(explain(objects).verdict).toBe(Verdict.PLAINTEXT);
  });
});

describe('requests to a host that the client\'s proxy does not know', () => {
  const hidden = { ...front('cart', 'shop', 'http'), metadata: { name: 'cart', namespace: 'shop', annotations: { 'networking.istio.io/exportTo': 'pay' } } };
  const objects = [...SHOP, ...PAY, hidden, front('ledger', 'pay', 'http', { port: 8081 }), route('http', CART, LEDGER, { port: 8081 })];

  test('are led by routes at port 80, where it listens for requests to another host', () => {
    expect(said(explain(objects))).toMatch(/passes calls to unknown addresses on as they are/);
    expect(explain([...objects, service('other', { app: 'web' }, [{ name: 'http', port: 80 }])]).verdict).toBe(Verdict.MUTUAL_TLS);
  });

  test('are led by routes for a pattern only if it covers no host that the proxy knows', () => {
    const led = (inNamespace: string): string => said(explain([
      ...SHOP, ...PAY, hidden, front('ledger', 'pay', 'http', { port: 8081 }), route('http', '*.shop.svc.cluster.local', LEDGER, { port: 8081 }),
      service('other', { app: 'web' }, [{ name: 'http', port: 80 }], inNamespace),
    ]));
    expect(led('pay')).toMatch(/a route leads the call to ledger/);
    expect(led('shop')).toMatch(/passes calls to unknown addresses on as they are/);
  });
});

describe('a port that the Sidecar of the client takes for HTTP', () => {
  test('leads requests to a headless Service that declares nothing, and passes on what is none', () => {
    const scope = networking('Sidecar', 'scope', 'shop', {
      egress: [{ port: { number: 80, protocol: 'HTTP', name: 'http' }, hosts: ['./*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    const some = networking('AuthorizationPolicy', 'some', 'shop', { action: 'ALLOW', rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
    const flow = explain([...SHOP, headless(front('cart', 'shop', 'main')), scope, { ...some, apiVersion: 'security.istio.io/v1' }]);
    expect(flow).toMatchObject({ verdict: Verdict.REFUSED, decidedPerRequest: true });
    expect(said(flow)).toMatch(/REGISTRY_ONLY/);
  });
});

describe('another name of a host', () => {
  const alias = (to: string, name = 'old', namespace = 'shop'): PlainObject => {
    const object = service(name, {}, [{ name: 'http', port: 80 }], namespace);
    return { ...object, spec: { type: 'ExternalName', externalName: to, ports: object.spec.ports } };
  };
  const OLD_CART = 'old.shop.svc.cluster.local';
  const called = (...objects: PlainObject[]): Verdict =>
    explain([...SHOP, ...PAY, front('cart', 'shop', 'http'), front('ledger', 'pay', 'http'), PLAIN_LEDGER, ...objects], `${OLD_CART}:80`).verdict;

  test('has the routes of the host, and its own: the older ones count', () => {
    expect(called(alias(CART))).toBe(Verdict.MUTUAL_TLS);
    expect(called(alias(CART), route('http', CART, LEDGER))).toBe(Verdict.PLAINTEXT);
    expect(called(alias(CART), route('http', OLD_CART, LEDGER))).toBe(Verdict.PLAINTEXT);
    expect(called(alias(CART), route('http', OLD_CART, LEDGER, { name: 'a', created: NEW }), route('http', CART, CART, { name: 'b' }))).toBe(Verdict.MUTUAL_TLS);
  });

  test('may be another name of another name', () => {
    expect(called(alias('older.shop.svc.cluster.local'), alias(CART, 'older'))).toBe(Verdict.MUTUAL_TLS);
    expect(called(alias('older.shop.svc.cluster.local'), alias(OLD_CART, 'older'))).toBe(Verdict.PLAINTEXT);
  });

  test('is known where the Sidecar asks for it in the namespace of the host', () => {
    const scoped = (...hosts: string[]): Verdict => explain([
      ...SHOP, ...PAY, front('ledger', 'pay', 'http'), alias(LEDGER), networking('Sidecar', 'scope', 'shop', { egress: [{ hosts }] }),
    ], `${OLD_CART}:80`).verdict;
    expect(scoped('pay/*')).toBe(Verdict.MUTUAL_TLS);
    expect(scoped('./*', `pay/${LEDGER}`)).toBe(Verdict.PLAINTEXT);
    expect(scoped('./*', `*/${LEDGER}`, `*/${OLD_CART}`)).toBe(Verdict.MUTUAL_TLS);
  });

  test('has routes even if the host is none of the mesh', () => {
    expect(called(alias('www.example.org'), route('http', OLD_CART, CART))).toBe(Verdict.MUTUAL_TLS);
  });

  test('is another name of it as the destination of a route too', () => {
    expect(explain([...SHOP, ...PAY, front('cart', 'shop', 'http'), alias(LEDGER), front('ledger', 'pay', 'http'), route('http', CART, OLD_CART)]).verdict).toBe(Verdict.MUTUAL_TLS);
    expect(explain([...SHOP, front('cart', 'shop', 'http'), alias('www.example.org'), route('http', CART, OLD_CART)]).verdict).toBe(Verdict.REFUSED);
  });
});

describe('the address of a pod', () => {
  const named = (name: string, port: string, created: string): PlainObject => headless(service(name, { app: 'cart' }, [{ name: port, port: 8080 }]), created);
  // A call to a workload goes by way of its Services; only its pods' own address is asked about here.
  const atAddress = (...objects: PlainObject[]): Flow => {
    const { inventory, calls } = callsAmong([...SHOP, ...objects]);
    const [client, server] = ['shop/web', 'shop/cart'].map(name => findWorkload(name, inventory)).map(result => 'found' in result ? result.found : undefined);
    return calls.explain(client!, { object: server!.object, port: 8080, destinations: [{ object: server!.object, workload: server, port: 8080 }] });
  };

  test('is known from a headless Service that declares no HTTP there, even if an older one does', () => {
    expect(atAddress(named('old', 'http', OLD)).verdict).toBe(Verdict.PLAINTEXT);
    expect(atAddress(named('old', 'http', OLD), named('new', 'tcp', NEW)).verdict).toBe(Verdict.MUTUAL_TLS);
  });

  describe('is known from a ServiceEntry without resolution that selects the pod', () => {
    const entry = (protocol: string, more: PlainObject = {}): PlainObject => networking('ServiceEntry', 'vm', 'shop', {
      hosts: ['vm.internal'], location: 'MESH_INTERNAL', resolution: 'NONE', ports: [{ number: 8080, name: 'p', protocol }], workloadSelector: { labels: { app: 'cart' } }, ...more,
    });

    test('and has no address of its own', () => {
      expect(atAddress(entry('TCP')).verdict).toBe(Verdict.MUTUAL_TLS);
      expect(atAddress(entry('TCP', { addresses: ['240.1.0.1'] })).verdict).toBe(Verdict.PLAINTEXT);
      expect(atAddress(entry('UDP')).verdict).toBe(Verdict.PLAINTEXT);
    });

    test('though its name leads elsewhere', () => {
      expect(explain([...SHOP, entry('TCP')], 'vm.internal:8080').verdict).toBe(Verdict.PLAINTEXT);
      expect(explain([...SHOP, entry('HTTP')], 'vm.internal:8080').verdict).toBe(Verdict.UNKNOWN);
    });
  });

  test('is led by the routes of the oldest headless Service, whichever is called', () => {
    const toNowhere = route('tcp', CART, 'nowhere.pay.svc.cluster.local');
    const both = (...cart: Parameters<typeof named>): Verdict =>
      explain([...SHOP, named(...cart), named('other', 'tls', '2026-01-15T00:00:00Z'), toNowhere], 'other.shop.svc.cluster.local:8080').verdict;
    expect(both('cart', 'tcp', OLD)).toBe(Verdict.REFUSED);
    expect(both('cart', 'tcp', NEW)).toBe(Verdict.MUTUAL_TLS);
  });

  test('takes bytes as bytes where the port declares TCP: the server\'s proxy is not told what they are', () => {
    const deny = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'deny', namespace: 'shop' }, spec: { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/admin'] } }] }] } };
    const elsewhere = headless(service('cart', { app: 'cart' }, [{ name: 'tcp', port: 8080, targetPort: 9090 }]));
    expect(atAddress(elsewhere, deny)).toMatchObject({ verdict: Verdict.REFUSED, decidedPerRequest: false });
  });

  test('is what the DNS gives for a headless Service that is not exported to the client', () => {
    const hidden = named('hidden', 'tcp', NEW);
    const objects = [...SHOP, { ...hidden, metadata: { ...hidden.metadata, annotations: { 'networking.istio.io/exportTo': 'pay' } } }];
    expect(explain(objects, 'hidden.shop.svc.cluster.local:8080').verdict).toBe(Verdict.PLAINTEXT);
    expect(explain([...objects, named('cart', 'tcp', OLD)], 'hidden.shop.svc.cluster.local:8080').verdict).toBe(Verdict.MUTUAL_TLS);
  });

  test.each([['tcp', Verdict.REFUSED], ['tls', Verdict.MUTUAL_TLS]])('is led by routes of connections where the port declares %s: %s', (port, verdict) => {
    expect(atAddress(named('cart', port, OLD), route('tcp', CART, 'nowhere.pay.svc.cluster.local')).verdict).toBe(verdict);
  });
});
