import { Severity } from '../../core/finding';
import { meshOf } from '../istio/mesh';
import { isService } from '../istio/rule-effects';
import { objectOf, serverSide } from '../istio/server-side';
import { described } from '../manifest';
import { HostPort } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

/** Protocols in which the server speaks first, by the number and by the name of the port. */
const PORTS = new Set([21, 22, 25, 110, 143, 587, 3306, 27017]);
const NAME = /^(?:ftp|ssh|sftp|smtp|submission|pop3|imap|mysql|mariadb)(?:-|$)/;

/** A server that speaks first, behind proxies that wait for the client to do so. */
export const serverFirstPort: Rule = {
  code: 'MTLS0521',
  severity: Severity.WARNING,
  title: 'A server that speaks first is behind a proxy that waits for the client',
  explanation: 'Proxies look at the first bytes of a client to find out the protocol, and a PERMISSIVE server to tell plaintext from mutual TLS. In SMTP, FTP, SSH, MySQL and the like the client waits too, so that the connection hangs (istio#35232). The port must be declared as TCP, by "tcp-" before its name or by appProtocol; Istio does so by itself only for the ports 25, 3306 and 27017. And plaintext at a PERMISSIVE port hangs even then: such a port must be STRICT, or DISABLE where callers have no sidecar.',
  *check(inventory, context) {
    const mesh = meshOf(inventory, context);
    for (const host of mesh.registry.hosts.all.filter(candidate => isService(candidate) && !candidate.external)) {
      for (const port of host.ports.filter(isServerFirst)) {
        const meetings = mesh.registry.backendsOf(host, port).map(backend => ({ object: objectOf(backend), server: serverSide(mesh, backend) }));
        const isDetected = port.protocol === Protocol.DETECTED;
        const wrong = meetings.find(({ server }) => server.kind === 'sidecar' && (isDetected || (server.peer.mode === 'PERMISSIVE' && server.peer.because.object !== undefined)));
        if (wrong) {
          yield {
            object: host.object,
            others: [wrong.object],
            field: port.field,
            message: isDetected
              ? `${described(host.object)}: port ${port.number} ${JSON.stringify(port.name)} seems to carry a protocol in which the server speaks first, but does not say that it is TCP, so that proxies wait for the client to speak`
              : `${described(host.object)}: port ${port.number} ${JSON.stringify(port.name)} seems to carry a protocol in which the server speaks first, and ${described(wrong.object)} is open to plaintext there, which hangs`,
            fix: isDetected ? `Name the port "tcp-${port.name || port.number}", or set appProtocol: tcp.` : 'Require STRICT mutual TLS on the port; or DISABLE it, if its callers have no sidecar.',
          };
        }
      }
    }
  },
};

/** Whether a port seems to carry a protocol in which the server speaks first. */
export function isServerFirst({ number, target, name, protocol }: HostPort): boolean {
  const isBytes = protocol === Protocol.DETECTED || protocol === Protocol.TCP;
  return isBytes && (NAME.test(name) || NAME.test(name.replace(/^tcp-/, '')) || PORTS.has(number) || PORTS.has(Number(target)));
}
