import * as fc from 'fast-check';
import { diff } from './states';
import { declaredCalls } from '../../../src/analysis/flows/declared';
import { withAnyFields } from '../any-fields';
import { app, allow, callsAmong, enrolled, front } from '../flows/cluster';
import { bundle, caCertificate, certificate, clusterIssuer, destinationRule, peerAuthentication, PlainObject } from '../objects';
import { mounting, podsOf } from '../trust/objects';

const route = { destination: { host: 'cart', port: { number: 80 } } };
const OBJECTS: PlainObject[] = [
  enrolled('shop'),
  app('web', [], { container: { env: [{ name: 'CART_HOST', value: 'cart' }, { name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }], args: ['http://cart'] } }),
  app('cart', [7070]),
  front('cart', 80, 7070),
  allow('cart', { principals: ['cluster.local/ns/shop/sa/web'] }, [7070]),
  peerAuthentication('default', { mtls: { mode: 'STRICT' } }),
  destinationRule('cart', { host: 'cart', workloadSelector: { matchLabels: { app: 'web' } }, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }),
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'front', namespace: 'shop' }, spec: { selector: { app: 'web' }, servers: [] } },
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'v', namespace: 'shop' }, spec: { hosts: ['*'], gateways: ['front'], http: [{ route: [route], mirror: route.destination }] } },
  { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 's', namespace: 'shop' }, spec: { hosts: ['a.example.com'], ports: [{ number: 443 }] } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'shop' }, data: { k: 'cart:80' } },
  clusterIssuer({ selfSigned: {} }, 'self-signed'),
  caCertificate(),
  clusterIssuer({ ca: { secretName: 'root-ca' } }, 'root'),
  certificate({ issuerRef: { name: 'root', kind: 'ClusterIssuer' } }),
  bundle(),
  podsOf('reader', mounting({ secret: { secretName: 'web-tls' } })),
];

const anyObjects = withAnyFields(OBJECTS);

describe('whatever the fields hold', () => {
  test('calls are found, and states are compared, without a failure', () => {
    fc.assert(fc.property(anyObjects, anyObjects, (before, after) => {
      const { inventory, calls } = callsAmong(before);
      declaredCalls(inventory, calls);
      diff(before, after);
      diff(OBJECTS, after, { allPairs: true });
    }), { numRuns: 100 });
  });
});
