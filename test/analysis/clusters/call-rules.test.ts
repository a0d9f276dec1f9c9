import { cluster, inNetwork, passthrough } from './clusters';
import { describeClusterRule } from './rule-cases';
import { Cluster } from '../../../src/analysis/clusters/cluster';
import { clusterNameShared } from '../../../src/analysis/clusters/rules/cluster-name-shared';
import { enrolledInOneCluster } from '../../../src/analysis/clusters/rules/enrolled-in-one-cluster';
import { meshIdsDiffer } from '../../../src/analysis/clusters/rules/mesh-ids-differ';
import { modesDiffer } from '../../../src/analysis/clusters/rules/modes-differ';
import { modesLeavePlaintext } from '../../../src/analysis/clusters/rules/modes-leave-plaintext';
import { modesRefuse } from '../../../src/analysis/clusters/rules/modes-refuse';
import { networkWithoutGateway } from '../../../src/analysis/clusters/rules/network-without-gateway';
import { ruleInOneCluster } from '../../../src/analysis/clusters/rules/rule-in-one-cluster';
import { servicePortsDiffer } from '../../../src/analysis/clusters/rules/service-ports-differ';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { app, enrolled, front } from '../flows/cluster';
import { destinationRule, namespace, peerAuthentication, PlainObject, service } from '../objects';

const two = (east: readonly PlainObject[], west: readonly PlainObject[], settings: readonly [IstioSettings, IstioSettings] = [{}, {}]): Cluster[] => [cluster('east', east, settings[0]), cluster('west', west, settings[1])];
const peers = (mode: string, metadata: PlainObject = {}): PlainObject => peerAuthentication('default', { mtls: { mode } }, metadata);
const tls = (mode: string): PlainObject => destinationRule('cart', { host: 'cart', trafficPolicy: { tls: { mode } } });
const CART = [enrolled('shop'), app('cart', [7070]), front('cart', 80, 7070)];
const MESH = { namespace: 'istio-system' };

describeClusterRule(modesRefuse, {
  'the clients of one are told DISABLE, and the servers of the other are STRICT': {
    clusters: two([peers('DISABLE')], [...CART, peers('STRICT')]),
    names: ['east: default', 'west: default'],
    says: /^calls of east to cart\.shop\.svc\.cluster\.local:80 in west are refused: DISABLE for the namespace: the server takes no mutual TLS in east; STRICT for the namespace: the server takes mutual TLS only in west$/,
  },
  'the servers of one take none, and nothing says so in the other': { clusters: two([enrolled('shop')], [...CART, peers('DISABLE')]), names: ['west: default'], says: /are refused: automatic mutual TLS: client and server both have a sidecar in east; DISABLE for the namespace/ },
  'one has automatic mutual TLS switched off': { clusters: two([], [...CART, peers('STRICT')], [{ enableAutoMtls: false }, {}]), names: ['west: default'], says: /automatic mutual TLS is off in the mesh/ },
}, {
  'both say the same': two([peers('DISABLE')], [...CART, peers('DISABLE')]),
  'the same goes wrong within each of them': two([peers('DISABLE')], [...CART, peers('DISABLE'), peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' } })]),
  'both take mutual TLS': two([peers('PERMISSIVE')], [...CART, peers('STRICT')]),
  'a DestinationRule says what is sent': two([peers('DISABLE'), tls('ISTIO_MUTUAL')], [...CART, peers('STRICT')]),
  'the server has no sidecar': two([peers('DISABLE')], [namespace('shop'), ...CART.slice(1), peers('STRICT')]),
});

describeClusterRule(modesLeavePlaintext, {
  'the clients of one are told DISABLE, and the servers of the other take both': { clusters: two([peers('DISABLE', MESH)], CART), names: ['east: default'], says: /are plaintext: DISABLE for the whole mesh/ },
}, {
  'the servers take mutual TLS only, so that nothing gets through': two([peers('DISABLE')], [...CART, peers('STRICT')]),
  'the clients are told the same': two([], CART),
});

describeClusterRule(modesDiffer, {
  'one takes plaintext, and the other does not': { clusters: two([enrolled('shop'), peers('STRICT')], [...CART, peers('PERMISSIVE')]), names: ['west: default', 'east: default'], says: /^the namespace "shop" takes plaintext in west \(PERMISSIVE\), and not in east \(STRICT\)$/ },
  'one says nothing': { clusters: two([enrolled('shop')], [enrolled('shop'), peers('STRICT')]), names: ['east: shop', 'west: default'], says: /in east \(PERMISSIVE\)/ },
  'one policy of the mesh decides for several namespaces': { clusters: two([enrolled('a'), enrolled('b'), peers('STRICT', MESH)], [enrolled('a'), enrolled('b'), peers('PERMISSIVE', MESH)]), names: ['west: default', 'east: default'], says: /the namespaces "a", "b" take plaintext/ },
}, {
  'both take the same': two([enrolled('shop'), peers('STRICT')], [enrolled('shop'), peers('STRICT', MESH)]),
  'the namespace is in one': two([enrolled('shop'), peers('STRICT')], [enrolled('other')]),
});

describeClusterRule(enrolledInOneCluster, {
  'it has pods where it is not': { clusters: two(CART, [namespace('shop'), ...CART.slice(1)]), names: ['west: shop', 'east: shop'], says: /^Namespace shop is not enrolled in west, where it has pods; in east it is: istio-injection=enabled$/ },
}, {
  'both have it in the mesh': two(CART, [enrolled('shop')]),
  'it has no pods where it is not': two(CART, [namespace('shop')]),
  'neither has it in the mesh': two([namespace('shop'), app('cart')], [namespace('shop'), app('cart')]),
});

/** istiod as its chart installs it. */
const istiod = (clusterId: string): PlainObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', ...MESH },
  spec: { template: { spec: { containers: [{ name: 'discovery', env: [{ name: 'CLUSTER_ID', value: clusterId }] }] } } },
});

describeClusterRule(clusterNameShared, {
  'istiod was told the same': { clusters: two([inNetwork('a')], [inNetwork('a')], [{ clusterName: 'prod' }, { clusterName: 'prod' }]), names: ['west: istio-system'], says: /^east and west both have the cluster name "prod"$/ },
  'the Deployments of istiod say so': { clusters: two([istiod('Kubernetes')], [istiod('Kubernetes')]), names: ['west: istiod'], says: /"Kubernetes"/ },
}, {
  'each has its own': two([istiod('east')], [istiod('west')]),
  'it is not said': two([inNetwork('a')], [inNetwork('a')]),
});

describeClusterRule(meshIdsDiffer, {
  'they do': { clusters: two([inNetwork('a')], [inNetwork('a')], [{ meshId: 'one' }, { meshId: 'two' }]), names: ['west: istio-system'], says: /^east is of the mesh "one", west of "two"$/ },
}, {
  'they are one': two([inNetwork('a')], [inNetwork('a')], [{ meshId: 'one' }, { meshId: 'one' }]),
  'one is not said': two([inNetwork('a')], [inNetwork('a')], [{ meshId: 'one' }, {}]),
});

describeClusterRule(networkWithoutGateway, {
  'one of the two has no gateway': { clusters: two([inNetwork('a'), passthrough()], [inNetwork('b')]), names: ['west: istio-system'], says: /^west is in the network "b" and east in "a", but no east-west gateway leads into west$/ },
  'one of the two does not say where it is': { clusters: two([inNetwork('a'), passthrough()], [namespace('istio-system')]), names: ['west: istio-system'], says: /^east is in the network "a", and west does not say in which it is$/ },
}, {
  'each has a gateway': two([inNetwork('a'), passthrough()], [inNetwork('b'), passthrough()]),
  'the Service of a gateway is marked as the way in': two([inNetwork('a'), passthrough()], [inNetwork('b'), { ...front('eastwest', 15443), metadata: { name: 'eastwest', ...MESH, labels: { 'topology.istio.io/network': 'b' } } }]),
  'there is one network': two([inNetwork('a')], [inNetwork('a')]),
  'neither says where it is': two([namespace('istio-system')], [namespace('istio-system')]),
});

const LEGACY = [namespace('shop'), app('cart', [7070]), front('cart', 80, 7070)];
describeClusterRule(ruleInOneCluster, {
  'it holds the callers of one to plaintext': { clusters: two([tls('DISABLE')], CART), names: ['east: cart', 'west: cart'], says: /^DestinationRule shop\/cart is in east alone: cart\.shop\.svc\.cluster\.local:80 of west gets plaintext from east, and mutual TLS from west$/ },
  'the other side has it': { clusters: two([], [...LEGACY, tls('SIMPLE')]), names: ['west: cart', 'west: cart'], says: /is in west alone: .* gets plaintext from east, and TLS from west$/ },
}, {
  'both have it': two([tls('DISABLE')], [...CART, tls('DISABLE')]),
  'it says what automatic mutual TLS does anyway': two([], [...CART, tls('ISTIO_MUTUAL')]),
});

const ports = (...list: PlainObject[]): PlainObject => service('cart', { app: 'cart' }, list);
describeClusterRule(servicePortsDiffer, {
  'one is missing': { clusters: two([ports({ port: 80, name: 'http' })], [ports({ port: 80, name: 'http' }, { port: 81, name: 'tcp' })]), names: ['west: cart', 'east: cart'], says: /^Service shop\/cart: port 81 is missing in east, and declared to carry tcp in west$/ },
  'one carries something else': { clusters: two([ports({ port: 80, name: 'http' })], [ports({ port: 80, name: 'web' })]), names: ['west: cart', 'east: cart'], says: /port 80 is declared to carry http in east, and not declared to carry anything in west/ },
}, {
  'they are the same': two([ports({ port: 80, name: 'http' })], [ports({ port: 80, name: 'http' })]),
  'they lead to other ports of the pods': two([ports({ port: 80, name: 'http' })], [ports({ port: 80, name: 'http', targetPort: 8080 })]),
  'the Service is in one': two([ports({ port: 80, name: 'http' })], [namespace('shop')]),
});
