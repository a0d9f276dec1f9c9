import { optionsOf, UNTIL, valuesOf, varieties, variety, VarietyCase } from './case';
import { istio } from '../../src';

const {
  AuthorizationAction, AuthorizationPolicy, AuthorizationRule, CipherSuite, ClientTls, DestinationRule, ExportTo, Gateway, MutualTlsMode,
  PeerAuthentication, PolicyTargetReference, Protocol, ServerTls, ServiceEntry, ServiceEntryLocation, ServiceEntryResolution, TlsProtocolVersion,
} = istio;

const selector = { app: 'cart' };
const metadata = { name: 'named', namespace: 'payments', labels: { team: 'shop' } };

/** A record of why plaintext is accepted, and until when. */
function recorded(...exceptions: { mode: istio.MutualTlsMode; port?: number }[]): { annotations: Record<string, string> } {
  const list = exceptions.map(exception => ({ ...exception, reason: 'callers outside the mesh', until: UNTIL }));
  return { annotations: { 'cdk8s-mtls.dev/exceptions': JSON.stringify(list) } };
}

const isLenient = (mode: istio.MutualTlsMode) => [MutualTlsMode.PERMISSIVE, MutualTlsMode.DISABLE].includes(mode);

function peerAuthentications(): VarietyCase[] {
  const modes = valuesOf<istio.MutualTlsMode>(MutualTlsMode);
  return [
    ...varieties('mutual TLS of a namespace', modes, (chart, mode) => new PeerAuthentication(chart, 'mtls', {
      metadata: isLenient(mode) ? recorded({ mode }) : undefined, mode,
    })),
    ...varieties('mutual TLS of a port', modes, (chart, mode) => new PeerAuthentication(chart, 'mtls', {
      metadata: isLenient(mode) ? recorded({ mode, port: 8080 }) : undefined, selector, portLevelMtls: [{ port: 8080, mode }],
    })),
    ...varieties('mutual TLS', optionsOf({}, { metadata, selector, mode: MutualTlsMode.STRICT }), (chart, props) => new PeerAuthentication(chart, 'mtls', props)),
    variety('mutual TLS with nothing said', chart => new PeerAuthentication(chart, 'mtls')),
    variety('mutual TLS of several ports', chart => {
      const mtls = new PeerAuthentication(chart, 'mtls', {
        metadata: recorded({ mode: MutualTlsMode.PERMISSIVE, port: 1 }, { mode: MutualTlsMode.DISABLE, port: 65535 }),
        selector,
        portLevelMtls: [{ port: 1, mode: MutualTlsMode.PERMISSIVE }],
      });
      mtls.addPortLevelMtls({ port: 65535, mode: MutualTlsMode.DISABLE });
    }),
  ];
}

const source = {
  principals: ['prod.example.com/ns/shop/sa/web', 'prod.example.com/ns/payments/*', '*/sa/web', '*'],
  notPrincipals: ['*'],
  requestPrincipals: ['https://issuer.example.com/web'],
  notRequestPrincipals: ['*'],
  namespaces: ['shop', 'team-*'],
  notNamespaces: ['shop'],
  serviceAccounts: ['web', 'shop/web'],
  notServiceAccounts: ['shop/web'],
  trustDomains: ['prod.example.com', '*.example.com'],
  notTrustDomains: ['test.example.com'],
  ipBlocks: ['10.0.0.1', '10.0.0.0/8', 'fd00::/8'],
  notIpBlocks: ['10.1.0.0/16'],
  remoteIpBlocks: ['192.0.2.0/24'],
  notRemoteIpBlocks: ['192.0.2.1'],
};
const operation = {
  hosts: ['cart.example.com', '*.example.com'],
  notHosts: ['admin.example.com'],
  ports: [1, 65535],
  notPorts: [15020],
  methods: ['GET', 'POST'],
  notMethods: ['DELETE'],
  paths: ['/orders/*', '*/items', '/orders/{*}/items', '/orders/{**}', '*'],
  notPaths: ['/admin*'],
};
const conditions: Record<string, istio.AuthorizationCondition> = Object.fromEntries(([
  ['source.ip', '10.0.0.0/8'], ['remote.ip', '192.0.2.1'], ['source.namespace', 'shop'], ['source.serviceAccount', 'shop/web'],
  ['source.principal', 'prod.example.com/ns/shop/sa/web'], ['source.trustDomain', 'prod.example.com'],
  ['request.auth.principal', 'https://issuer.example.com/web'], ['request.auth.audiences', 'shop'], ['request.auth.presenter', 'web'],
  ['destination.ip', '10.0.0.1'], ['destination.port', '8080'], ['connection.sni', 'cart.example.com'],
  ['request.headers[x-tenant]', 'shop'], ['request.auth.claims[groups]', 'admin'], ['request.auth.claims[realm][roles]', 'admin'],
  ['experimental.envoy.filters.network.mysql_proxy[db.table]', 'select'],
] as const).flatMap(([key, value]) => [[`${key} is`, { key, values: [value] }], [`${key} is not`, { key, notValues: [value] }]]));

const targets = {
  'a Service': PolicyTargetReference.service('cart'),
  'a ServiceEntry': PolicyTargetReference.serviceEntry('payments'),
  'a Gateway': PolicyTargetReference.gateway('waypoint'),
};
const rule = AuthorizationRule.matching({ from: [{ principals: ['prod.example.com/ns/shop/sa/web'] }] });
const actions = {
  'allowed': AuthorizationAction.allow(),
  'denied': AuthorizationAction.deny(),
  'audited': AuthorizationAction.audit(),
  'decided by an authorizer': AuthorizationAction.custom('opa'),
};

function authorizationPolicies(): VarietyCase[] {
  const single = <T extends object>(fields: T): Record<string, Partial<T>> => (
    Object.fromEntries(Object.entries(fields).map(([field, values]) => [field, { [field]: values } as Partial<T>]))
  );
  const { serviceAccounts, notServiceAccounts, ...identities } = source;
  const { principals, notPrincipals, namespaces, notNamespaces, ...others } = source;
  return [
    ...varieties('a rule about callers by', { ...single(source), 'everything but service accounts': identities, 'everything but principals': others },
      (chart, from) => new AuthorizationPolicy(chart, 'policy', { rules: [AuthorizationRule.matching({ from: [from] })] })),
    ...varieties('a rule about requests by', { ...single(operation), everything: operation },
      (chart, to) => new AuthorizationPolicy(chart, 'policy', { rules: [AuthorizationRule.matching({ to: [to] })] })),
    ...varieties('a rule when', { ...conditions, 'a value and not another': { key: 'source.namespace', values: ['shop'], notValues: ['payments'] } },
      (chart, when) => new AuthorizationPolicy(chart, 'policy', { rules: [AuthorizationRule.matching({ when: [when] })] })),
    ...varieties('requests are', actions, (chart, action) => new AuthorizationPolicy(chart, 'policy', {
      action, rules: [AuthorizationRule.matching({ from: [{ ipBlocks: ['10.0.0.0/8'] }], to: [{ ports: [8080] }] })],
    })),
    ...varieties('every request is', actions, (chart, action) => new AuthorizationPolicy(chart, 'policy', { action, rules: [AuthorizationRule.everyRequest()] })),
    ...varieties('an AuthorizationPolicy with', optionsOf({}, { metadata, selector, action: AuthorizationAction.allow(), rules: [rule] }),
      (chart, props) => new AuthorizationPolicy(chart, 'policy', props)),
    ...varieties('an AuthorizationPolicy at', targets, (chart, target) => new AuthorizationPolicy(chart, 'policy', { targetRefs: [target], rules: [rule] })),
    variety('an AuthorizationPolicy at a class of gateways', chart => new AuthorizationPolicy(chart, 'policy', {
      metadata: { namespace: 'istio-system' }, targetRefs: [PolicyTargetReference.gatewayClass('istio-waypoint')], rules: [rule],
    })),
    variety('an AuthorizationPolicy with nothing said', chart => new AuthorizationPolicy(chart, 'policy')),
    variety('no request is allowed', chart => {
      AuthorizationPolicy.denyAll(chart, 'nothing');
      AuthorizationPolicy.denyAll(chart, 'nothing-of-some', { selector });
    }),
    variety('every request is allowed by name', chart => {
      AuthorizationPolicy.allowAll(chart, 'everything');
      AuthorizationPolicy.allowAll(chart, 'everything-of-some', { targetRefs: Object.values(targets) });
    }),
    variety('rules that are added later', chart => {
      const policy = new AuthorizationPolicy(chart, 'policy', { action: AuthorizationAction.custom('opa') });
      policy.addRule(AuthorizationRule.matching({ to: [{ paths: ['/a'] }, { paths: ['/b'] }], when: [{ key: 'request.headers[x-tenant]', values: ['shop'] }] }));
      policy.addRule(AuthorizationRule.everyRequest());
    }),
  ];
}

const verified = { subjectAltNames: ['spiffe://prod.example.com/ns/shop/sa/cart'], sni: 'cart.shop.svc.cluster.local' };
const files = { clientCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem' };
const secret = { credentialName: 'cart-client' };
const clientTls: Record<string, istio.ClientTls> = {
  'plaintext': ClientTls.disable(),
  ...named(optionsOf({}, verified), 'mutual TLS of Istio', options => ClientTls.istioMutual(options)),
  ...named(optionsOf({}, { ...verified, caCertificates: '/etc/certs/ca.pem', caCrl: '/etc/certs/crl.pem' }), 'TLS', options => ClientTls.simple(options)),
  'TLS without verification': ClientTls.simple({ insecureSkipVerify: true }),
  ...named(optionsOf(secret, verified), 'TLS from a Secret', options => ClientTls.simpleFromSecret(options)),
  ...named(optionsOf(files, { ...verified, caCertificates: '/etc/certs/ca.pem', caCrl: '/etc/certs/crl.pem' }), 'mutual TLS from files', options => ClientTls.mutualFromFiles(options)),
  ...named(optionsOf(secret, verified), 'mutual TLS from a Secret', options => ClientTls.mutualFromSecret(options)),
  'mutual TLS from a Secret without verification': ClientTls.mutualFromSecret({ ...secret, insecureSkipVerify: true }),
};
const audiences = {
  'every namespace': ExportTo.everyNamespace(),
  'its own namespace': ExportTo.ownNamespace(),
  'namespaces': ExportTo.namespaces('shop', 'payments'),
};

function destinationRules(): VarietyCase[] {
  const host = 'cart.shop.svc.cluster.local';
  const mutual = ClientTls.istioMutual();
  return [
    ...varieties('connections by', clientTls, (chart, tls) => new DestinationRule(chart, 'rule', { host, tls, workloadSelector: { app: 'web' } })),
    ...varieties('a rule for gateways', {
      'TLS from a Secret': ClientTls.simpleFromSecret({ ...secret, gatewaysOnly: true }),
      'mutual TLS from a Secret': ClientTls.mutualFromSecret({ ...secret, gatewaysOnly: true }),
    }, (chart, tls) => new DestinationRule(chart, 'rule', { host, tls })),
    ...varieties('a rule for', { 'a short name': 'cart', 'a wildcard': '*.shop.svc.cluster.local', 'every host': '*.local', 'an absolute name': 'api.example.com' },
      (chart, to) => new DestinationRule(chart, 'rule', { host: to, tls: mutual })),
    ...varieties('a rule seen by', audiences, (chart, exportTo) => new DestinationRule(chart, 'rule', { host, exportTo, tls: mutual })),
    ...varieties('a rule with', optionsOf({ host }, {
      metadata: { name: 'cart.shop', namespace: 'shop', labels: { team: 'shop' } },
      exportTo: ExportTo.ownNamespace(),
      workloadSelector: { app: 'web' },
      tls: mutual,
      portLevelSettings: [{ port: 443, tls: ClientTls.disable() }],
      subsets: [{ name: 'v1' }],
    }), (chart, props) => new DestinationRule(chart, 'rule', props)),
    ...varieties('a subset with', optionsOf({ name: 'v1' }, { labels: { version: 'v1' }, tls: mutual, portLevelSettings: [{ port: 8080, tls: ClientTls.simple() }] }),
      (chart, subset) => new DestinationRule(chart, 'rule', { host, tls: mutual, subsets: [subset] })),
    variety('ports and subsets that are added later', chart => {
      const filled = new DestinationRule(chart, 'rule', { host, tls: mutual });
      filled.addPortLevelSettings({ port: 1, tls: mutual });
      filled.addPortLevelSettings({ port: 65535, tls: ClientTls.disable() });
      filled.addSubset({ name: 'V1' });
      filled.addSubset({ name: 'v2', labels: { version: 'v2' } });
    }),
  ];
}

const versions = valuesOf<istio.TlsProtocolVersion>(TlsProtocolVersion);
const serverFiles = { serverCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem' };
const parameters = {
  minProtocolVersion: TlsProtocolVersion.TLSV1_2,
  maxProtocolVersion: TlsProtocolVersion.TLSV1_3,
  cipherSuites: [CipherSuite.ECDHE_ECDSA_AES128_GCM_SHA256],
};
const mutualFromSecret = {
  ...parameters,
  caCertCredentialName: 'shop-clients',
  subjectAltNames: ['client.example.com'],
  verifyCertificateSpki: ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  verifyCertificateHash: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
};
const mutualFromFiles = { ...parameters, caCrl: '/etc/certs/crl.pem', subjectAltNames: ['client.example.com'] };
const serverTls: Record<string, istio.ServerTls> = {
  ...named(optionsOf({ credentialNames: ['shop-tls'] }, parameters), 'TLS from a Secret', options => ServerTls.simpleFromSecret(options)),
  'TLS from two Secrets': ServerTls.simpleFromSecret({ credentialNames: ['shop-rsa', 'shop-ecdsa'] }),
  ...named(optionsOf(serverFiles, parameters), 'TLS from files', options => ServerTls.simpleFromFiles(options)),
  ...named(optionsOf({ credentialName: 'shop-tls' }, mutualFromSecret), 'mutual TLS from a Secret', options => ServerTls.mutualFromSecret(options)),
  'mutual TLS from a Secret, by a hash with colons': ServerTls.mutualFromSecret({ credentialName: 'shop-tls', verifyCertificateHash: ['E3:'.repeat(31) + 'B0'] }),
  ...named(optionsOf({ ...serverFiles, caCertificates: '/etc/certs/ca.pem' }, mutualFromFiles), 'mutual TLS from files', options => ServerTls.mutualFromFiles(options)),
  ...named(optionsOf({ credentialName: 'shop-tls' }, mutualFromSecret), 'optional mutual TLS from a Secret', options => ServerTls.optionalMutualFromSecret(options)),
  ...named(optionsOf({ ...serverFiles, caCertificates: '/etc/certs/ca.pem' }, mutualFromFiles), 'optional mutual TLS from files', options => ServerTls.optionalMutualFromFiles(options)),
  'mutual TLS of Istio': ServerTls.istioMutual(),
  'mutual TLS of Istio with some': ServerTls.istioMutual({ subjectAltNames: ['spiffe://prod.example.com/ns/shop/sa/web'] }),
  ...named(versions, 'TLS from', minProtocolVersion => ServerTls.simpleFromSecret({ credentialNames: ['shop-tls'], minProtocolVersion, cipherSuites: [CipherSuite.ECDHE_RSA_AES128_SHA] })),
  ...named(versions, 'TLS up to', maxProtocolVersion => ServerTls.simpleFromSecret({ credentialNames: ['shop-tls'], maxProtocolVersion })),
  ...named(valuesOf<istio.CipherSuite>(CipherSuite), 'TLS by', suite => ServerTls.simpleFromSecret({ credentialNames: ['shop-tls'], cipherSuites: [suite] })),
};

function gateways(): VarietyCase[] {
  const ingress = { istio: 'ingress' };
  const tls = ServerTls.mutualFromSecret({ credentialName: 'shop-tls' });
  const hosts = ['shop.example.com'];
  const https = { port: 443, protocol: Protocol.HTTPS, hosts, tls };
  return [
    ...varieties('a gateway with', serverTls, (chart, settings) => new Gateway(chart, 'gateway', { selector: ingress, servers: [{ ...https, tls: settings }] })),
    ...varieties('a gateway that passes on', { 'by routes': ServerTls.passthrough(), 'by itself': ServerTls.autoPassthrough() },
      (chart, settings) => new Gateway(chart, 'gateway', { selector: ingress, servers: [{ port: 15443, protocol: Protocol.TLS, hosts: ['*.local'], tls: settings }] })),
    ...varieties('a gateway that speaks', valuesOf<istio.Protocol>(Protocol), (chart, protocol) => new Gateway(chart, 'gateway', {
      selector: ingress, servers: [{ port: 8443, protocol, hosts, tls: [Protocol.HTTPS, Protocol.TLS].includes(protocol) ? tls : undefined }],
    })),
    ...varieties('a server with', optionsOf(https, { portName: 'public', name: 'public', bind: '10.0.0.1' }),
      (chart, server) => new Gateway(chart, 'gateway', { selector: ingress, servers: [server] })),
    ...varieties('a server for', {
      'a host': ['shop.example.com'],
      'a wildcard': ['*.example.com'],
      'every host': ['*'],
      'a namespace': ['shop/shop.example.com'],
      'its own namespace': ['./*.example.com'],
      'every namespace': ['*/shop.example.com'],
      'several': ['a.example.com', 'b.example.com'],
    }, (chart, to) => new Gateway(chart, 'gateway', { selector: ingress, servers: [{ ...https, hosts: to }] })),
    variety('several hosts on one port', chart => {
      const gateway = new Gateway(chart, 'gateway', { selector: ingress, servers: [https] });
      gateway.addServer({ ...https, portName: 'other', hosts: ['other.example.com'] });
      gateway.addServer({ ...https, portName: 'bound', bind: '10.0.0.1' });
      gateway.addServer({ ...https, port: 8443 });
    }),
    variety('a gateway that redirects', chart => {
      const gateway = new Gateway(chart, 'gateway', { metadata: { name: 'shop', namespace: 'istio-ingress' }, selector: ingress, servers: [https] });
      gateway.addServer({ port: 80, protocol: Protocol.HTTP, hosts, httpsRedirect: true });
      gateway.addServer({ port: 8080, protocol: Protocol.HTTP, hosts, httpsRedirect: false });
    }),
  ];
}

function serviceEntries(): VarietyCase[] {
  const hosts = ['api.example.com'];
  const port = { number: 443, name: 'tls', protocol: Protocol.TLS };
  const fixed = { resolution: ServiceEntryResolution.STATIC, location: ServiceEntryLocation.MESH_INTERNAL };
  const endpoint = optionsOf({ address: '192.0.2.1' }, {
    ports: { tls: 8443 }, labels: { 'security.istio.io/tlsMode': 'istio' }, network: 'dc', locality: 'eu/berlin/a', weight: 5, serviceAccount: 'api',
  });
  return [
    ...varieties('an entry found', valuesOf<istio.ServiceEntryResolution>(ServiceEntryResolution), (chart, resolution) => new ServiceEntry(chart, 'entry', {
      hosts: resolution === ServiceEntryResolution.DYNAMIC_DNS ? ['*.example.com'] : hosts,
      ports: [port],
      resolution,
      endpoints: resolution === ServiceEntryResolution.STATIC ? [{ address: '192.0.2.1' }] : undefined,
    })),
    ...varieties('an entry', valuesOf<istio.ServiceEntryLocation>(ServiceEntryLocation), (chart, location) => new ServiceEntry(chart, 'entry', { hosts, ports: [port], location, resolution: ServiceEntryResolution.DNS })),
    ...varieties('an entry that speaks', valuesOf<istio.Protocol>(Protocol), (chart, protocol) => new ServiceEntry(chart, 'entry', { hosts, ports: [{ number: 9000, name: 'port', protocol }], resolution: ServiceEntryResolution.DNS })),
    ...varieties('an entry with', optionsOf({ hosts, ports: [port], resolution: ServiceEntryResolution.STATIC }, {
      metadata: { name: 'api.example.com', namespace: 'payments' },
      ports: [port, { number: 80, name: 'HTTP-80', targetPort: 443 }],
      workloadSelector: { app: 'api' },
      location: ServiceEntryLocation.MESH_INTERNAL,
      addresses: ['240.0.0.1', '240.0.1.0/24'],
      exportTo: ExportTo.ownNamespace(),
      subjectAltNames: ['api.example.com'],
    }), (chart, props) => new ServiceEntry(chart, 'entry', props)),
    ...varieties('an entry seen by', { ...audiences, nobody: ExportTo.nobody() }, (chart, exportTo) => new ServiceEntry(chart, 'entry', { hosts, ports: [port], resolution: ServiceEntryResolution.DNS, exportTo })),
    ...varieties('an endpoint with', endpoint, (chart, server) => new ServiceEntry(chart, 'entry', { hosts, ports: [port], ...fixed, endpoints: [server] })),
    ...varieties('an endpoint at', {
      'an IPv6 address': { address: 'fd00::1' }, 'a socket': { address: 'unix:///var/run/api.sock' }, 'an abstract socket': { address: 'unix://@api' }, 'another network': { network: 'dc' },
    }, (chart, server) => new ServiceEntry(chart, 'entry', { hosts, ports: [{ number: 80, name: 'http', protocol: Protocol.HTTP }], ...fixed, endpoints: [server] })),
    ...varieties('an endpoint in DNS', { DNS: ServiceEntryResolution.DNS, DNS_ROUND_ROBIN: ServiceEntryResolution.DNS_ROUND_ROBIN },
      (chart, resolution) => new ServiceEntry(chart, 'entry', { hosts: ['*.example.com'], ports: [port], resolution, endpoints: [{ address: 'api.example.com', ports: { tls: 443 } }] })),
    ...varieties('several hosts of', { HTTP: Protocol.HTTP, HTTP2: Protocol.HTTP2, GRPC: Protocol.GRPC, GRPC_WEB: Protocol.GRPC_WEB, HTTPS: Protocol.HTTPS, TLS: Protocol.TLS },
      (chart, protocol) => new ServiceEntry(chart, 'entry', { hosts: ['a.example.com', 'b.example.com'], ports: [{ number: 443, name: 'port', protocol }], resolution: ServiceEntryResolution.DNS })),
    ...varieties('every host below a name by', { HTTP: Protocol.HTTP, HTTP2: Protocol.HTTP2, GRPC: Protocol.GRPC, TLS: Protocol.TLS },
      (chart, protocol) => new ServiceEntry(chart, 'entry', { hosts: ['*.example.com'], ports: [{ number: 443, name: 'port', protocol }], resolution: ServiceEntryResolution.DYNAMIC_DNS })),
    variety('a host below a name inside the mesh', chart => new ServiceEntry(chart, 'entry', {
      metadata: { labels: { 'istio.io/use-waypoint': 'none' } }, hosts: ['*.example.com'], ports: [port], resolution: ServiceEntryResolution.DYNAMIC_DNS, location: ServiceEntryLocation.MESH_INTERNAL,
    })),
    variety('an entry with nothing said', chart => new ServiceEntry(chart, 'entry', { hosts })),
    variety('an endpoint that is added later', chart => {
      const entry = new ServiceEntry(chart, 'entry', { hosts, ports: [port], resolution: ServiceEntryResolution.STATIC });
      entry.addEndpoint({ address: '192.0.2.1', weight: 1 });
      entry.addEndpoint({ address: '192.0.2.2', weight: 0 });
    }),
  ];
}

/** Every branch of Istio's constructs. */
export function istioVariety(): VarietyCase[] {
  return [...peerAuthentications(), ...authorizationPolicies(), ...destinationRules(), ...gateways(), ...serviceEntries()];
}

function named<T, R>(variants: Record<string, T>, subject: string, make: (variant: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(variants).map(([name, variant]) => [`${subject}, ${name}`, make(variant)]));
}
