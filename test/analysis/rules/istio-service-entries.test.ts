import { describeRule } from './rule-cases';
import { meshInternalWithoutIdentity } from '../../../src/analysis/rules/mesh-internal-without-identity';
import { plaintextLeavesMesh } from '../../../src/analysis/rules/plaintext-leaves-mesh';
import { serviceEntriesDisagree } from '../../../src/analysis/rules/service-entries-disagree';
import { destinationRule, PlainObject } from '../objects';

const HTTP = { number: 80, name: 'http', protocol: 'HTTP' };
const RECORD = { 'cdk8s-mtls.dev/exceptions': '[{"mode":"DISABLE","reason":"the partner has no TLS","until":"2030-01-31"}]' };

function entry(spec: PlainObject = {}, metadata: PlainObject = {}): PlainObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'api', namespace: 'shop', ...metadata },
    spec: { hosts: ['api.example.com'], ports: [HTTP], resolution: 'DNS', ...spec },
  };
}

const tls = (mode: string, host = 'api.example.com', ofNamespace = 'shop'): PlainObject => destinationRule('rule', { host, trafficPolicy: { tls: { mode } } }, ofNamespace);

describeRule(plaintextLeavesMesh, {
  'HTTP goes to the outside': { objects: [entry()], names: ['api'], says: /calls to "api\.example\.com" leave the mesh as the application sends them on port 80 \(http\), and no DestinationRule starts TLS/ },
  'bytes do': { objects: [entry({ ports: [{ number: 5432, name: 'tcp-db', protocol: 'TCP' }] })], names: ['api'], says: /5432 \(tcp\)/ },
  'the rule switches TLS off': { objects: [entry(), tls('DISABLE')], names: ['api'], says: /api\.example\.com/ },
  'the rule is for another host': { objects: [entry(), tls('SIMPLE', 'cdn.example.com')], names: ['api'], says: /api\.example\.com/ },
}, {
  'the proxy starts TLS': { objects: [entry(), tls('SIMPLE')] },
  'it does for all hosts below a name': { objects: [entry(), tls('MUTUAL', '*.example.com', 'istio-system')] },
  'the application speaks TLS': { objects: [entry({ ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] })] },
  'the port usually carries TLS': { objects: [entry({ ports: [{ number: 443, name: 'tcp', protocol: 'TCP' }] })] },
  'the host is inside the mesh': { objects: [entry({ location: 'MESH_INTERNAL' })] },
  'the address is on the node': { objects: [entry({ hosts: ['metadata.google.internal'], addresses: ['169.254.169.254'] })] },
  'an endpoint is in the pod': { objects: [entry({ resolution: 'STATIC', endpoints: [{ address: '127.0.0.1' }] })] },
  'SSH encrypts by itself': { objects: [entry({ ports: [{ number: 22, name: 'tcp', protocol: 'TCP' }] })] },
  'the exception is recorded': { objects: [entry({}, { annotations: RECORD })] },
});

const inside = (spec: PlainObject, metadata: PlainObject = {}): PlainObject => entry({ location: 'MESH_INTERNAL', resolution: 'STATIC', ...spec }, metadata);
const machine = (spec: PlainObject): PlainObject => ({ apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata: { name: 'vm', namespace: 'shop' }, spec: { address: '192.0.2.1', labels: { app: 'vm' }, ...spec } });
const SELECTED = { workloadSelector: { labels: { app: 'vm' } } };

describeRule(meshInternalWithoutIdentity, {
  'an endpoint has no service account': { objects: [inside({ endpoints: [{ address: '192.0.2.1' }] })], names: ['api'], says: /spec\.endpoints\[0\] has no serviceAccount, so that callers send plaintext to "api\.example\.com"/ },
  'a registered workload has none': { objects: [inside(SELECTED), machine({})], names: ['vm', 'api'], says: /WorkloadEntry shop\/vm: spec has no serviceAccount/ },
}, {
  'the endpoint has one': { objects: [inside({ endpoints: [{ address: '192.0.2.1', serviceAccount: 'api' }] })] },
  'the endpoint says that it speaks mutual TLS': { objects: [inside({ endpoints: [{ address: '192.0.2.1', labels: { 'security.istio.io/tlsMode': 'istio' } }] })] },
  'the registered workload has one': { objects: [inside(SELECTED), machine({ serviceAccount: 'vm' })] },
  'a rule sets the TLS': { objects: [inside({ endpoints: [{ address: '192.0.2.1' }] }), tls('ISTIO_MUTUAL')] },
  'the host is outside the mesh': { objects: [entry({ resolution: 'STATIC', endpoints: [{ address: '192.0.2.1' }] })] },
  'the application speaks TLS': { objects: [inside({ ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], endpoints: [{ address: '192.0.2.1' }] })] },
});

describeRule(serviceEntriesDisagree, {
  'one is inside and one outside': { objects: [entry(), entry({ location: 'MESH_INTERNAL' }, { name: 'b' })], names: ['b', 'api'], says: /declares "api\.example\.com" inside the mesh, and ServiceEntry shop\/api outside the mesh/ },
  'a port is HTTP and TLS': { objects: [entry(), entry({ ports: [{ number: 80, name: 'tls', protocol: 'TLS' }] }, { name: 'b', namespace: 'cart' })], names: ['b', 'api'], says: /with tls on port 80, and ServiceEntry shop\/api with http/ },
}, {
  'they say the same': { objects: [entry(), entry({}, { name: 'b', namespace: 'cart' })] },
  'the ports are different': { objects: [entry(), entry({ ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] }, { name: 'b' })] },
  'one is visible to its namespace only': { objects: [entry(), entry({ location: 'MESH_INTERNAL', exportTo: ['.'] }, { name: 'b', namespace: 'cart' })] },
  'the hosts are different': { objects: [entry(), entry({ hosts: ['cdn.example.com'], location: 'MESH_INTERNAL' }, { name: 'b' })] },
});
