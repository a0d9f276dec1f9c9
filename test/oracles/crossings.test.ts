import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { live, PATIENCE, recording, run } from './programs';
import { joined } from '../../src/analysis/clusters/cluster';
import { ClusterCalls } from '../../src/analysis/clusters/cluster-calls';
import { Crossing } from '../../src/analysis/clusters/crossing';
import { TlsOrigin, Transport } from '../../src/analysis/flows/data-plane';
import { cluster, inNetwork, passthrough } from '../analysis/clusters/clusters';
import { app, enrolled, front } from '../analysis/flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject } from '../analysis/objects';

/** What istiod has a client send, and where: a pod of its own cluster, of the other, or the gateway of the other's network. */
interface End {
  readonly at: 'own' | 'other' | 'gateway';
  readonly sent: string;
  readonly verifies?: readonly string[];
}

interface Case {
  readonly own: readonly PlainObject[];
  readonly other: readonly PlainObject[];
}

const MESH = { namespace: 'istio-system' };
const peers = (mode: string, metadata: PlainObject = {}, spec: PlainObject = {}): PlainObject => peerAuthentication('default', { mtls: { mode }, ...spec }, metadata);
const tls = (mode: string): PlainObject => destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode } } });
const CLIENT = [enrolled('shop'), app('web', [8080]), front('cart', 80, 7070)];
const SERVER = [enrolled('shop'), app('cart', [7070]), front('cart', 80, 7070)];
const ofPort = peers('STRICT', { name: 'cart' }, { selector: { matchLabels: { app: 'cart' } }, portLevelMtls: { 7070: { mode: 'DISABLE' } } });
/** The Service of an east-west gateway, with the address that calls from other networks go to. */
const entry = (network: string): PlainObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'eastwest', ...MESH, labels: { 'topology.istio.io/network': network } },
  spec: { type: 'LoadBalancer', selector: { istio: 'eastwestgateway' }, ports: [{ name: 'tls', port: 15443, targetPort: 15443 }] },
  status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
});
const BEYOND = [...SERVER, inNetwork('b'), entry('b'), passthrough()];

/** Two clusters each, by what is true of them; in all of them web in the one calls port 80 of cart in the other. */
const CASES: Readonly<Record<string, Case>> = {
  'nothing is said': { own: CLIENT, other: SERVER },
  'the server is strict': { own: CLIENT, other: [...SERVER, peers('STRICT')] },
  'the mode DISABLE of the server is not seen': { own: CLIENT, other: [...SERVER, peers('DISABLE')] },
  'the mode DISABLE of the client\'s own namespace counts': { own: [...CLIENT, peers('DISABLE')], other: [...SERVER, peers('STRICT')] },
  'the mode DISABLE of the client\'s own mesh counts': { own: [...CLIENT, peers('DISABLE', MESH)], other: SERVER },
  'the mode of a workload counts, as the client\'s cluster has it': { own: [...CLIENT, ofPort], other: SERVER },
  'the mode of a workload does not count, as the server\'s cluster has it': { own: CLIENT, other: [...SERVER, ofPort] },
  'a DestinationRule of the client\'s cluster': { own: [...CLIENT, tls('DISABLE')], other: SERVER },
  'a DestinationRule of the server\'s cluster': { own: CLIENT, other: [...SERVER, tls('DISABLE')] },
  'the server has no sidecar': { own: CLIENT, other: [namespace('shop'), ...SERVER.slice(1)] },
  'the server has no sidecar, though the namespace is enrolled at the client': { own: [...CLIENT, tls('ISTIO_MUTUAL')], other: [namespace('shop'), ...SERVER.slice(1)] },
  'the client\'s namespace is not enrolled at the server, whose pods ask for a sidecar': {
    own: CLIENT, other: [namespace('shop'), app('cart', [7070], { labels: { 'sidecar.istio.io/inject': 'true' } }), SERVER[2]],
  },
  'both are in one network': { own: [...CLIENT, inNetwork('a')], other: [...SERVER, inNetwork('a')] },
  'a gateway leads into the other network': { own: [...CLIENT, inNetwork('a')], other: BEYOND },
  'a gateway leads into the other network, and plaintext would be sent': { own: [...CLIENT, inNetwork('a'), peers('DISABLE')], other: BEYOND },
  'a gateway leads into the other network, to pods without a sidecar': { own: [...CLIENT, inNetwork('a')], other: [namespace('shop'), ...BEYOND.slice(1)] },
};
const CALL = { client: 'shop/web', host: 'cart.shop.svc.cluster.local', port: 80 };
const file = join(__dirname, 'vectors', 'crossings.json');

function ask(): { versions: Record<string, string>; results: { case: string; error?: string; rejected?: unknown; ends: End[] }[] } {
  return run('crossings', { cases: Object.entries(CASES).map(([name, sides]) => ({ name, ...sides, ...CALL })) });
}

if (recording) {
  writeFileSync(file, `${JSON.stringify(ask(), undefined, 1)}\n`);
}
const recorded = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof ask>;

/** What we say that the client sends to the pods of the other cluster; `nothing` if the call does not leave it. */
function ours({ own, other }: Case): string[] {
  const clusters = joined([cluster('own', own), cluster('other', other)]);
  const calls = new ClusterCalls(clusters);
  const [from, to] = calls.clusters;
  const [client, target] = [calls.client(from, CALL.client), calls.target(from, to, 'shop/cart:80')];
  if ('problem' in client || 'problem' in target) {
    throw new Error(JSON.stringify([client, target]));
  }
  const legs = new Crossing(from, to).legs(client.found, target.found.destinations[0]) ?? [];
  return legs.map(({ sending: { transport, origin } }) => transport === Transport.MUTUAL_TLS && origin === TlsOrigin.MESH ? 'mutual-tls' : transport === Transport.NONE ? 'nothing' : transport);
}

describe('what a client sends to another cluster is what its istiod has it send', () => {
  test.each(Object.entries(CASES))('%s', (name, sides) => {
    const result = recorded.results.find(each => each.case === name);
    expect(result).toMatchObject({ case: name, ends: expect.any(Array) });
    expect(result).not.toHaveProperty('error');
    const ends = result!.ends.map(({ sent }) => sent);
    expect(ours(sides)).toEqual(ends.length > 0 ? ends : ['nothing']);
  });

  test('into another network it goes by the gateway, and nowhere else', () => {
    const at = (name: string) => recorded.results.find(each => each.case === name)!.ends.map(end => end.at);
    expect(at('both are in one network')).toEqual(['other']);
    expect(at('a gateway leads into the other network')).toEqual(['gateway']);
  });

  test('it verifies the service account of the server, in the trust domain that its istiod knows', () => {
    expect(recorded.results[0].ends[0].verifies).toEqual(['spiffe://cluster.local/ns/shop/sa/cart']);
  });

  const whereAsked = live ? test : test.skip;
  whereAsked('istiod still answers so (needs Go)', () => {
    expect(ask()).toEqual(recorded);
  }, PATIENCE);
});
