import { Severity } from '../../core/finding';
import { exceptionRecord } from '../exceptions';
import { DeclaredServer, declaredServers } from '../istio/gateway-objects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A gateway that takes requests from outside in plaintext. */
export const gatewayTakesPlaintext: Rule = {
  code: 'MTLS0645',
  severity: Severity.WARNING,
  title: 'A Gateway takes requests in plaintext',
  explanation: 'The mesh begins at the gateway. What clients outside send to a server for HTTP, cookies and tokens among it, can be read and changed on the way, however strict the mesh is. Without httpsRedirect a browser that once came without TLS stays without. Where a load balancer in front ends the TLS of the clients, record the exception on the Gateway. Not reported for egress gateways.',
  *check(inventory) {
    const seen = new Set<unknown>();
    for (const server of inventory.view(declaredServers)) {
      if (server.protocol.startsWith('HTTP') && server.protocol !== 'HTTPS' && server.tls?.httpsRedirect !== true && !seen.has(server.object) && !isEgress(server)
        && !exceptionRecord(server.object)?.exceptions.length) {
        seen.add(server.object);
        yield {
          object: server.object,
          field: `${server.field}.port.protocol`,
          message: `${described(server.object)}: ${server.field} takes ${server.protocol} on port ${server.port} for ${server.hosts.map(host => JSON.stringify(host)).join(', ')} in plaintext, and sends nobody to HTTPS`,
          fix: 'Add a server for HTTPS with tls.mode MUTUAL or SIMPLE and a credentialName, and tls.httpsRedirect: true to this one.',
        };
      }
    }
  },
};

function isEgress({ selector, object }: DeclaredServer): boolean {
  return [...selector.values(), object.manifest.metadata.name].some(value => value.includes('egress'));
}
