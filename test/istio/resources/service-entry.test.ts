import { Testing } from 'cdk8s';
import { shop, specIn } from './_chart';
import { istio } from '../../../src';

const { ExportTo, Protocol, ServiceEntry, ServiceEntryLocation, ServiceEntryResolution } = istio;

const host = 'api.example.com';
const https: istio.ServiceEntryPort = { number: 443, name: 'https', protocol: Protocol.HTTPS };

test('a host outside the mesh is reached at the address that the client asked for', () => {
  const chart = shop();
  const entry = new ServiceEntry(chart, 'entry', { metadata: { name: 'api' }, hosts: [host], ports: [https] });

  expect(Testing.synth(chart)).toEqual([{
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { hosts: [host], ports: [https], location: 'MESH_EXTERNAL', resolution: 'NONE' },
  }]);
  expect(entry.hosts).toEqual([host]);
  expect(entry.ports).toEqual([https]);
});

test('servers inside the mesh are named one by one', () => {
  const chart = shop();
  const vm: istio.ServiceEntryEndpoint = {
    address: '10.0.0.1',
    ports: { https: 8443 },
    labels: { 'security.istio.io/tlsMode': 'istio' },
    network: 'vms',
    locality: 'eu/a/1',
    weight: 3,
    serviceAccount: 'cart',
  };
  const entry = new ServiceEntry(chart, 'entry', {
    hosts: ['cart.vms.internal'],
    addresses: ['240.0.0.1', '240.0.1.0/24'],
    ports: [{ ...https, targetPort: 9443 }],
    location: ServiceEntryLocation.MESH_INTERNAL,
    resolution: ServiceEntryResolution.STATIC,
    endpoints: [vm],
    exportTo: ExportTo.nobody(),
    subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/cart'],
  });
  entry.addEndpoint({ network: 'vms' });

  expect(specIn(chart)).toEqual({
    hosts: ['cart.vms.internal'],
    addresses: ['240.0.0.1', '240.0.1.0/24'],
    ports: [{ ...https, targetPort: 9443 }],
    location: 'MESH_INTERNAL',
    resolution: 'STATIC',
    endpoints: [vm, { network: 'vms' }],
    exportTo: ['~'],
    subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/cart'],
  });
  expect(entry.endpoints).toHaveLength(2);
});

test('servers are found by their labels', () => {
  const chart = shop();
  new ServiceEntry(chart, 'entry', {
    hosts: ['cart.vms.internal'],
    ports: [https],
    location: ServiceEntryLocation.MESH_INTERNAL,
    resolution: ServiceEntryResolution.STATIC,
    workloadSelector: { app: 'cart' },
  });

  expect(specIn(chart).workloadSelector).toEqual({ labels: { app: 'cart' } });
});

test('a server behind a socket has no port of its own', () => {
  const chart = shop();
  new ServiceEntry(chart, 'entry', {
    hosts: ['cart.internal'], ports: [https], resolution: ServiceEntryResolution.STATIC, endpoints: [{ address: 'unix:///var/run/cart.sock' }],
  });

  expect(specIn(chart).endpoints).toEqual([{ address: 'unix:///var/run/cart.sock' }]);
});

test('several hosts share a port where connections tell them apart', () => {
  const chart = shop();
  new ServiceEntry(chart, 'entry', { hosts: [host, 'www.example.com'], ports: [https], resolution: ServiceEntryResolution.DNS });

  expect(specIn(chart).hosts).toHaveLength(2);
});

test('hosts of a wildcard are looked up with each request', () => {
  const chart = shop();
  new ServiceEntry(chart, 'entry', {
    hosts: ['*.example.com'], ports: [{ number: 443, name: 'tls', protocol: Protocol.TLS }], resolution: ServiceEntryResolution.DYNAMIC_DNS,
  });

  expect(specIn(chart)).toMatchObject({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS' });
});

test('a wildcard that DNS cannot answer fails at synthesis, unless an endpoint answers', () => {
  const entry = new ServiceEntry(shop(), 'entry', { hosts: ['*.example.com'], ports: [https], resolution: ServiceEntryResolution.DNS });
  expect(entry.node.validate()).toEqual([expect.stringMatching(/hosts\(\*\.example\.com\): DNS has no answer for a wildcard/)]);

  entry.addEndpoint({ address: 'www.example.com' });
  expect(entry.node.validate()).toEqual([]);
});

test('changing what was passed in changes nothing', () => {
  const chart = shop();
  const hosts = [host];
  new ServiceEntry(chart, 'entry', { hosts });
  hosts.push('*');

  expect(specIn(chart).hosts).toEqual([host]);
});

describe('refused at once', () => {
  const { STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS } = ServiceEntryResolution;
  const tcp = { number: 3306, name: 'tcp', protocol: Protocol.TCP };
  const wildcard = { hosts: ['*.example.com'], resolution: DYNAMIC_DNS };
  const many = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.com`);

  test.each<[string, Partial<istio.ServiceEntryProps>, RegExp]>([
    ['no hosts', { hosts: [] }, /^\[chart\/entry\] hosts\(\[\]\)/],
    ['every host', { hosts: ['*'] }, /hosts\(\*\): a wildcard alone would be every host/],
    ['a host that is none', { hosts: ['api example'] }, /hosts\(api example\)/],
    ['more than 256 hosts', { hosts: many(257) }, /hosts: there are 257/],
    ['more than 256 addresses', { addresses: Array(257).fill('240.0.0.1') }, /addresses: there are 257/],
    ['more than 256 ports', { ports: many(257).map((_, index) => ({ number: index + 1, name: `p${index}` })) }, /ports: there are 257/],
    ['an empty list of addresses', { addresses: [] }, /addresses\(\[\]\)/],
    ['an address that is none', { addresses: ['240.0.0'] }, /addresses\(240\.0\.0\)/],
    ['a block of addresses with DNS', { resolution: DNS, addresses: ['240.0.0.0/24'] }, /a CIDR block cannot be together with resolution DNS/],
    ['a port without a name', { ports: [{ ...https, name: '' }] }, /ports\(\): the name must be/],
    ['a port with a dot in its name', { ports: [{ ...https, name: 'a.b' }] }, /ports\(a\.b\)/],
    ['a port that is none', { ports: [{ ...https, number: 0 }] }, /ports\(https\)\.number\(0\)/],
    ['a target port that is none', { ports: [{ ...https, targetPort: 70000 }] }, /ports\(https\)\.targetPort\(70000\)/],
    ['two ports of one name', { ports: [https, { ...https, number: 8443 }] }, /ports\(https\)\.number\(8443\): there is a port of this name or number/],
    ['two ports of one number', { ports: [https, { ...https, name: 'other' }] }, /ports\(other\)\.number\(443\): there is a port of this name or number/],
    ['several hosts that nothing tells apart', { hosts: [host, 'b.example.com'], ports: [tcp], resolution: DNS }, /ports\(tcp\)\.protocol\(TCP\): nothing in its connections tells the hosts apart/],
    ['several hosts with a protocol that is detected', { hosts: [host, 'b.example.com'], ports: [{ number: 1, name: 'a' }], resolution: STATIC }, /ports\(a\)\.protocol\(\)/],
    ['no names of certificates', { subjectAltNames: [] }, /subjectAltNames\(\[\]\)/],
    ['a selector without labels', { workloadSelector: {} }, /workloadSelector\(\{\}\)/],
    ['a wildcard in the selector', { workloadSelector: { app: '*' } }, /workloadSelector\(app=\*\)/],
    ['servers and a selector', { resolution: STATIC, workloadSelector: { app: 'a' }, endpoints: [{ address: '10.0.0.1' }] }, /endpoints\(10\.0\.0\.1\): the servers are found by "workloadSelector" already/],
    ['servers without resolution', { endpoints: [{ address: '10.0.0.1' }] }, /with resolution NONE there are no endpoints/],
    ['servers of a wildcard', { ...wildcard, endpoints: [{ address: '10.0.0.1' }] }, /with resolution DYNAMIC_DNS there are no endpoints/],
    ['two servers in turn', { resolution: DNS_ROUND_ROBIN, endpoints: [{ address: 'a.example.com' }, { address: 'b.example.com' }] }, /there is one endpoint at most/],
    ['one host to be looked up with each request', { resolution: DYNAMIC_DNS }, /every host begins with a wildcard/],
    ['addresses of a wildcard', { ...wildcard, addresses: ['240.0.0.1'] }, /with resolution DYNAMIC_DNS there are no addresses/],
    ['a wildcard for HTTPS', { ...wildcard, ports: [https] }, /ports\(https\)\.protocol\(HTTPS\): with resolution DYNAMIC_DNS/],
    ['a wildcard inside the mesh over a waypoint', { ...wildcard, location: ServiceEntryLocation.MESH_INTERNAL, metadata: { labels: { 'istio.io/use-waypoint': 'waypoint' } } }, /does not work over the waypoint "waypoint"/],
  ])('%s', (_, props, message) => {
    expect(() => new ServiceEntry(shop(), 'entry', { hosts: [host], ...props })).toThrow(message);
  });

  test.each<[string, istio.ServiceEntryEndpoint, RegExp]>([
    ['neither an address nor a network', {}, /endpoints\(\): it has no address/],
    ['a host name without DNS', { address: 'a.example.com' }, /endpoints\(a\.example\.com\): it is not an IP address.*use DNS/],
    ['a relative path', { address: 'unix://run/a' }, /a socket is an absolute path/],
    ['a folder', { address: 'unix:///run/' }, /a socket is an absolute path/],
    ['a socket with ports', { address: 'unix:///run/a', ports: { https: 1 } }, /a socket has no ports/],
    ['a socket behind two ports', { address: 'unix:///run/a' }, /exactly one port, and the ServiceEntry has 2/],
    ['a port that the entry does not have', { address: '10.0.0.1', ports: { http: 80 } }, /ports\(http\): the ServiceEntry has no port of this name.*https/],
    ['a port that is none', { address: '10.0.0.1', ports: { https: 0 } }, /ports\(https: 0\)/],
    ['a port whose name is too long here', { address: '10.0.0.1', ports: { ['a'.repeat(63)]: 1 } }, /has 63 characters/],
    ['a label that is none', { address: '10.0.0.1', labels: { app: '*' } }, /endpoints\(10\.0\.0\.1\)\.labels\(app=\*\)/],
    ['an empty network', { address: '10.0.0.1', network: '' }, /network\(""\)/],
    ['a service account of another namespace', { address: '10.0.0.1', serviceAccount: 'a/b' }, /serviceAccount\(a\/b\)/],
    ['a negative weight', { address: '10.0.0.1', weight: -1 }, /weight\(-1\)/],
  ])('a server with %s', (_, endpoint, message) => {
    const ports = [https, { number: 8443, name: 'a'.repeat(63) }];
    const entry = new ServiceEntry(shop(), 'entry', { hosts: [host], ports, resolution: STATIC });

    expect(() => entry.addEndpoint(endpoint)).toThrow(message);
  });

  test('a server of a network alone where DNS is asked', () => {
    const entry = new ServiceEntry(shop(), 'entry', { hosts: [host], resolution: DNS });

    expect(() => entry.addEndpoint({ network: 'vms' })).toThrow(/it has no address/);
  });

  test('a server whose name is none where DNS is asked', () => {
    const entry = new ServiceEntry(shop(), 'entry', { hosts: [host], resolution: DNS });

    expect(() => entry.addEndpoint({ address: '*.example.com' })).toThrow(/endpoints\(\*\.example\.com\): its part "\*"/);
  });
});
