import * as fc from 'fast-check';
import { compact, oneOf, seldom } from './draw';
import { networking, PlainObject } from './objects';

/** One place for each host: with two, which one counts depends on more than what is compared here. */
const NAMESPACES: Readonly<Record<string, string>> = { 'api.example.com': 'edge', 'vm.internal': 'shop' };

/** The kinds that select pods. */
const SELECTING = new Set(['selector', 'addresses of pods']);

/** What a host's port carries. */
export const entryPort = oneOf<PlainObject>(
  { number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'https', protocol: 'HTTPS' },
  { number: 443, name: 'tls', protocol: 'TLS' }, { number: 8080, name: 'tcp', protocol: 'TCP' },
);

export const serviceEntry = fc.record({
  host: oneOf(...Object.keys(NAMESPACES)),
  internal: fc.boolean(),
  kind: oneOf('dns', 'static', 'endpoints', 'selector', 'none', 'addresses of pods'),
  port: entryPort,
  endpoint: oneOf<PlainObject>(
    {}, { serviceAccount: 'vm' }, { labels: { 'security.istio.io/tlsMode': 'istio', 'app': 'web' } },
    { labels: { 'security.istio.io/tlsMode': 'disabled' }, serviceAccount: 'vm' },
  ),
  exportTo: seldom(oneOf(['.'], ['shop']), 8),
}).map(({ kind, ...drawn }) => ({
  ...drawn,
  // What a pod is declared to speak on 8080 is said by its Services, and said once: an application speaks one protocol.
  kind: SELECTING.has(kind) && drawn.port.number === 8080 ? 'static' : kind,
})).map(({ host, internal, kind, port, endpoint, exportTo }) => networking('ServiceEntry', host.split('.')[0], NAMESPACES[host], {
  spec: compact({
    hosts: [host],
    addresses: port.protocol === 'TCP' || kind === 'none' ? [host === 'vm.internal' ? '240.1.0.1' : '240.1.0.2'] : undefined,
    location: internal ? 'MESH_INTERNAL' : undefined,
    ports: [port],
    resolution: kind === 'none' || kind === 'addresses of pods' ? 'NONE' : kind === 'dns' || kind === 'endpoints' ? 'DNS' : 'STATIC',
    endpoints: endpointsOf(kind, host, endpoint),
    workloadSelector: SELECTING.has(kind) ? { labels: { app: 'web' } } : undefined,
    exportTo,
  }),
}));

function endpointsOf(kind: string, host: string, endpoint: PlainObject): PlainObject[] | undefined {
  switch (kind) {
    case 'endpoints':
      return [{ ...endpoint, address: `backend.${host}` }];
    case 'static':
      return [{ ...endpoint, address: host === 'vm.internal' ? '192.0.2.1' : '192.0.2.2' }];
    default:
      return undefined;
  }
}
