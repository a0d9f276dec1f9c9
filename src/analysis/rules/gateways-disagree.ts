import { Severity } from '../../core/finding';
import { textAt, textsAt } from '../fields';
import { byAge } from '../istio/age';
import { DeclaredServer, declaredServers } from '../istio/gateway-objects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Two Gateways that open the same port for the same host, with other TLS settings. */
export const gatewaysDisagree: Rule = {
  code: 'MTLS0644',
  severity: Severity.ERROR,
  title: 'Two Gateways give the same port and host different TLS settings',
  explanation: 'A gateway takes one server for a port and host and drops the others; which one depends on the order in which the objects were once created. So a host that asks for client certificates may be served without, or with another certificate, and the same manifests differ from cluster to cluster (istioctl IST0145, Kiali KIA0301). The same settings twice are not reported.',
  *check(inventory) {
    const first = new Map<string, DeclaredServer>();
    const seen = new Set<string>();
    for (const server of [...inventory.view(declaredServers)].sort(byAge)) {
      const place = [...[...server.selector].map(([key, value]) => `${key}=${value}`).sort(), server.port, server.bind];
      for (const host of server.port === undefined || server.selector.size === 0 ? [] : server.hosts) {
        const key = JSON.stringify([...place, host.slice(host.indexOf('/') + 1)]);
        const other = first.get(key);
        first.set(key, other ?? server);
        const pair = JSON.stringify([server.object.manifest.metadata, server.field]);
        if (other && other.object !== server.object && settingsOf(other) !== settingsOf(server) && !seen.has(pair)) {
          seen.add(pair);
          yield {
            object: server.object,
            others: [other.object],
            field: `${server.field}.tls`,
            message: `${described(server.object)}: ${server.field} opens port ${server.port} for ${JSON.stringify(host)} like ${described(other.object)}, but with other TLS settings: one of the two is dropped`,
            fix: 'Keep one server for the host; or give both the same TLS settings.',
          };
        }
      }
    }
  },
};

/** What is said about TLS; nothing of a server that has none, whatever it speaks. */
function settingsOf({ tls, mode }: DeclaredServer): string {
  return JSON.stringify([mode ?? tls?.httpsRedirect === true, textAt(tls, 'credentialName') ?? '', textAt(tls, 'serverCertificate') ?? '', textAt(tls, 'caCertificates') ?? '', textsAt(tls, 'subjectAltNames')]);
}
