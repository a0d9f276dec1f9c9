import { cluster, explain, givenChain, inNetwork, outcome, passthrough, ROOT_A, ROOT_B, selfSignedChain, vaultChain } from './clusters';
import { Cluster } from '../../../src/analysis/clusters/cluster';
import { ClusterCalls } from '../../../src/analysis/clusters/cluster-calls';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { allow, app, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject } from '../objects';

const peers = (mode: string, metadata: PlainObject = {}): PlainObject => peerAuthentication('default', { mtls: { mode } }, metadata);
const MESH = { namespace: 'istio-system' };

/** Who calls, in the east, which knows the Service too. */
const CLIENT = [enrolled('shop'), app('web'), front('cart', 80, 7070)];
/** Who is called, in the west. */
const SERVER = [enrolled('shop'), app('cart', [7070]), front('cart', 80, 7070)];

interface Sides {
  readonly east?: readonly PlainObject[];
  readonly west?: readonly PlainObject[];
  readonly chains?: readonly [east: readonly PlainObject[], west: readonly PlainObject[]];
  readonly client?: readonly PlainObject[];
  readonly server?: readonly PlainObject[];
  readonly settings?: readonly [east: IstioSettings, west: IstioSettings];
}

function clusters(sides: Sides): Cluster[] {
  const { east = [], west = [], chains = [vaultChain(), vaultChain()], client = CLIENT, server = SERVER, settings = [{}, {}] } = sides;
  return [
    cluster('east', [...client, ...chains[0], ...east], settings[0]),
    cluster('west', [...server, ...chains[1], ...west], settings[1]),
  ];
}

const call = (sides: Sides, to = 'west/shop/cart:80') => explain(clusters(sides), 'east/shop/web', to);

describe('a call from one cluster to another', () => {
  test('says of each object in which cluster it is, and under whose root either side is', () => {
    const flow = call({ west: [peers('STRICT')] });
    expect([flow.client, flow.server]).toEqual([
      { cluster: 'east', kind: 'Deployment', namespace: 'shop', name: 'web' },
      { cluster: 'west', kind: 'Service', namespace: 'shop', name: 'cart' },
    ]);
    expect(flow.because).toEqual([
      { statement: 'automatic mutual TLS: client and server both have a sidecar' },
      { statement: 'the certificates of east are under vault behind Issuer cert-manager/root, which west trusts', object: { cluster: 'west', kind: 'Bundle', name: 'roots' } },
      { statement: 'the certificates of west are under vault behind Issuer cert-manager/root, which east trusts', object: { cluster: 'east', kind: 'Bundle', name: 'roots' } },
      { statement: 'both clusters are of the trust domain cluster.local' },
      { statement: 'STRICT for the namespace: the server takes mutual TLS only', object: { cluster: 'west', kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' } },
    ]);
    expect(flow.verdict).toBe('mutual-tls');
  });

  test.each<[string, Sides, string]>([
    ['the client believes its own PeerAuthentication of servers elsewhere', { east: [peers('DISABLE')], west: [peers('STRICT')] }, 'refused: plaintext is refused'],
    ['so that the call is plaintext where the server takes it', { east: [peers('DISABLE', MESH)] }, 'plaintext: no PeerAuthentication says'],
    ['and mutual TLS where the server takes none', { west: [peers('DISABLE')] }, 'refused: the mutual TLS of the client is refused'],
    ['a DestinationRule of the client\'s cluster decides', { east: [destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } })], west: [peers('STRICT')] }, 'refused: plaintext is refused'],
    ['one of the server\'s cluster does not', { west: [destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } }), peers('STRICT')] }, 'mutual-tls: STRICT for the namespace'],
    ['a server without a sidecar gets plaintext', { server: [namespace('shop'), ...SERVER.slice(1)] }, 'plaintext: automatic mutual TLS falls back to plaintext'],
    ['a client without one calls its own cluster alone', { client: [namespace('shop'), ...CLIENT.slice(1)] }, 'refused: no proxy leads the call to another cluster'],
    ['of a client that may have one or not, nothing is known', { client: CLIENT.slice(1) }, 'unknown: whether namespace "shop" is enrolled is not known'],
    ['a port that the proxy does not take stays in the cluster', { client: [enrolled('shop'), app('web', [], { annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': '80' } }), CLIENT[2]] }, 'refused: no proxy leads the call to another cluster'],
    ['a name that the client\'s DNS does not know may lead nowhere', { client: CLIENT.slice(0, 2) }, 'unknown: there is no Service of that name in east'],
    ['unless the server refuses it anyway', { client: CLIENT.slice(0, 2), east: [peers('DISABLE')], west: [peers('STRICT')] }, 'refused: plaintext is refused'],
  ])('%s', (_, sides, expected) => {
    expect(outcome(call(sides)).slice(0, expected.length)).toBe(expected);
  });

  test('is let in by identity: the same name means the same in both clusters', () => {
    const allowWeb = allow('cart', { principals: ['cluster.local/ns/shop/sa/web'] });
    expect(call({ west: [allowWeb] }).because.at(-1)).toMatchObject({ object: { cluster: 'west', kind: 'AuthorizationPolicy', name: 'allow-cart' } });
    expect(call({ west: [allowWeb] }).verdict).toBe('mutual-tls');
    expect(call({ west: [allow('cart', { principals: ['cluster.local/ns/shop/sa/other'] })] }).verdict).toBe('refused');
    expect(call({ east: [allow('cart', { principals: ['cluster.local/ns/shop/sa/other'] })] }).verdict).toBe('mutual-tls');
  });

  test('within a cluster, it is what it is without the other', () => {
    const sides = clusters({ west: [app('web'), peers('STRICT')], chains: [selfSignedChain(), vaultChain()] });
    expect(outcome(explain(sides, 'west/shop/web', 'west/shop/cart:80'))).toBe('mutual-tls: STRICT for the namespace: the server takes mutual TLS only');
  });
});

describe('the roots of two clusters', () => {
  test.each<[string, Sides['chains'], string]>([
    ['that are one behind Vault', [vaultChain(), vaultChain([ROOT_A], 'pki/other/sign')], 'mutual-tls: '],
    ['that trust each other', [vaultChain([ROOT_A, ROOT_B]), vaultChain([ROOT_B, ROOT_A], 'pki/other/sign')], 'mutual-tls: '],
    ['that are two', [vaultChain([ROOT_A]), vaultChain([ROOT_B], 'pki/other/sign')], 'refused: the certificates of east are under vault behind Issuer cert-manager/root, which west does not trust'],
    ['of which one side trusts the other alone', [vaultChain([ROOT_A]), vaultChain([ROOT_A, ROOT_B], 'pki/other/sign')], 'unknown: '],
    ['that nobody shows, at one place in Vault', [vaultChain([]), vaultChain([])], 'mutual-tls: '],
    ['that nobody shows, at two places in Vault', [vaultChain([]), vaultChain([], 'pki/other/sign')], 'unknown: '],
    ['that are made in each cluster by one Certificate', [selfSignedChain(), selfSignedChain()], 'refused: the certificates of east are under Certificate cert-manager/root, which west does not trust'],
    ['that are made in one and shown to the other under another name', [selfSignedChain(), selfSignedChain([ROOT_A])], 'refused: '],
    ['in a Secret that is brought to each', [givenChain(), givenChain()], 'unknown: the certificates of west are under Secret cert-manager/root-ca: whether east trusts it, the manifests do not say'],
    ['in a Secret of which each shows the same certificate', [givenChain('root-ca', [], [{ inLine: ROOT_A }]), givenChain('root-ca', [], [{ inLine: ROOT_A }])], 'mutual-tls: '],
    ['in a Secret of which each shows another certificate', [givenChain('root-ca', [], [{ inLine: ROOT_A }]), givenChain('root-ca', [], [{ inLine: ROOT_B }])], 'refused: '],
    ['of which one is not known', [vaultChain(), []], 'unknown: the root of west is not known: nothing among the manifests signs for the mesh'],
  ])('%s', (_, chains, expected) => {
    expect(outcome(call({ chains })).slice(0, expected.length)).toBe(expected);
  });
});

describe('the Bundle of a chain', () => {
  const recorded = (signs: string, ...trusts: string[]): PlainObject => ({ annotations: { 'cdk8s-mtls.dev/root-rotation': JSON.stringify({ chain: 'ca', phase: 'steady', signs, trusts }) } });
  const chain = (record: PlainObject, ...trusted: string[]): PlainObject[] => {
    const objects = vaultChain(trusted, `pki/${trusted.length}/sign`);
    const roots = objects.pop()!;
    return [...objects, { ...roots, metadata: { ...roots.metadata, ...record } }];
  };

  test('says which of its roots signs', () => {
    const own = chain(recorded('a', 'a'), ROOT_A);
    expect(call({ chains: [own, chain(recorded('b', 'a', 'b'), ROOT_A, ROOT_B)] }).verdict).toBe('refused');
    expect(call({ chains: [own, chain(recorded('a', 'a', 'b'), ROOT_A, ROOT_B)] }).verdict).toBe('mutual-tls');
    expect(call({ chains: [own, chain(recorded('a', 'a', 'b', 'c'), ROOT_A, ROOT_B)] }).verdict).toBe('unknown');
  });
});

describe('the trust domains of two clusters', () => {
  const of = (trustDomain: string, ...trustDomainAliases: string[]): IstioSettings => ({ trustDomain, trustDomainAliases });
  const [east, west] = ['east.example.com', 'west.example.com'];
  test.each<[string, Sides['settings'], string]>([
    ['that are one', [of(east), of(east)], 'mutual-tls: '],
    ['that are aliases of each other', [of(east, west), of(west, east)], 'mutual-tls: '],
    ['that the server does not know', [of(east, west), of(west)], 'refused: the identities of east are of the trust domain east.example.com, which is no alias of west.example.com in west'],
    ['that the client does not know', [of(east), of(west, east)], 'unknown: the identities of west are of the trust domain west.example.com, which is no alias of east.example.com in east, unless'],
    ['that come with a root', [of(east, west), { ...of(west), caCertificates: [{ pem: ROOT_B, trustDomains: [east] }] }], 'mutual-tls: '],
    ['of which one is not said', [of(east), {}], 'mutual-tls: '],
  ])('%s', (_, settings, expected) => {
    expect(outcome(call({ settings })).slice(0, expected.length)).toBe(expected);
  });

  test('count for policies too: an identity of an alias is that of the trust domain', () => {
    const settings: Sides['settings'] = [of(east, west), of(west, east)];
    expect(call({ settings, west: [allow('cart', { principals: [`${west}/ns/shop/sa/web`] })] }).verdict).toBe('mutual-tls');
    expect(call({ settings, west: [allow('cart', { principals: ['third.example.com/ns/shop/sa/web'] })] }).verdict).toBe('refused');
  });

  test('a trust domain that is assumed is said to be', () => {
    expect(call({ settings: [of(east), {}] }).because.map(({ statement }) => statement)).toContain(
      'no mesh configuration is among the manifests of west: the trust domain there is taken to be east.example.com too');
  });
});

describe('the networks of two clusters', () => {
  test.each<[string, Sides, string]>([
    ['that are one', { east: [inNetwork('a')], west: [inNetwork('a')] }, 'mutual-tls: '],
    ['that are two, with a gateway between them', { east: [inNetwork('a')], west: [inNetwork('b'), passthrough()] }, 'mutual-tls: '],
    ['that are two, with a gateway for other hosts', { east: [inNetwork('a')], west: [inNetwork('b'), passthrough(['*.example.com'])] }, 'unknown: east is in a, west in b, and no east-west gateway'],
    ['that are two, with no gateway that is shown', { east: [inNetwork('a')], west: [inNetwork('b')] }, 'unknown: east is in a, west in b, and no east-west gateway into that is among the manifests of west'],
    ['that are two, and plaintext', { east: [inNetwork('a'), peers('DISABLE')], west: [inNetwork('b'), passthrough()] }, 'refused: east is in a, west in b: the east-west gateway leads nothing but mutual TLS'],
    ['of which one is not said', { west: [inNetwork('b')] }, 'unknown: east is in no network, west in b'],
    ['of which the server\'s is not said, whatever gateway it has', { east: [inNetwork('a')], west: [passthrough()] }, 'unknown: east is in a, west in no network'],
    ['as istiod was told', { settings: [{ network: 'a' }, { network: 'a' }], east: [inNetwork('b')] }, 'mutual-tls: '],
  ])('%s', (_, sides, expected) => {
    expect(outcome(call(sides)).slice(0, expected.length)).toBe(expected);
  });

  test('lead to the address of a pod only if they are one', () => {
    const server = [enrolled('shop'), app('cart', [7070])];
    expect(call({ server, east: [inNetwork('a')], west: [inNetwork('b'), passthrough()] }, 'west/shop/cart:7070').verdict).toBe('unknown');
    expect(call({ server }, 'west/shop/cart:7070').verdict).toBe('plaintext');
  });

  test('the gateway is named among the reasons', () => {
    expect(call({ east: [inNetwork('a')], west: [inNetwork('b'), passthrough()] }).because).toContainEqual({
      statement: 'east is in a, west in b: the call comes in through the east-west gateway, which passes mutual TLS on',
      object: { cluster: 'west', kind: 'Gateway', namespace: 'istio-system', name: 'cross-network', field: 'spec.servers[0].tls.mode' },
    });
  });
});

describe('the calls that are declared', () => {
  const declared = (sides: Sides, from: string, to: string) => {
    const calls = new ClusterCalls(clusters(sides));
    return Array.from(calls.declared(calls.cluster(from), calls.cluster(to)), ({ client, target, declaredBy }) => {
      return `${client.object.manifest.metadata.name} → ${target.object.manifest.metadata.name}:${target.port} by ${declaredBy.cluster}/${declaredBy.kind}`;
    });
  };
  const calling = app('web', [], { container: { env: [{ name: 'CART', value: 'cart:80' }] } });
  const both = [enrolled('shop'), calling, app('cart', [7070]), front('cart', 80, 7070)];

  test('from one cluster to another are those that its applications name, and those that policies of the other let in', () => {
    expect(declared({ client: [enrolled('shop'), calling, CLIENT[2]] }, 'east', 'west')).toEqual(['web → cart:80 by east/Deployment']);
    const web = allow('cart', { principals: ['cluster.local/ns/shop/sa/web'] }, [7070]);
    expect(declared({ west: [web] }, 'east', 'west')).toEqual(['web → cart:80 by west/AuthorizationPolicy']);
    expect(declared({ west: [web] }, 'west', 'east')).toEqual([]);
  });

  test('are made from each and to each cluster that has the workloads', () => {
    const sides = { client: both, server: both };
    for (const [from, to] of [['east', 'east'], ['east', 'west'], ['west', 'east'], ['west', 'west']]) {
      expect(declared(sides, from, to)).toEqual([`web → cart:80 by ${from}/Deployment`]);
    }
    expect(declared({ client: both, server: [enrolled('shop'), app('web'), ...both.slice(2)] }, 'west', 'east')).toEqual([]);
  });

  test('lead to no cluster that has the name of a Service alone', () => {
    expect(declared({ client: [enrolled('shop'), calling, CLIENT[2]] }, 'east', 'east')).toEqual([]);
    expect(declared({ client: [enrolled('shop'), calling, CLIENT[2]], server: [enrolled('shop'), CLIENT[2]] }, 'east', 'east')).toEqual(['web → cart:80 by east/Deployment']);
  });
});
