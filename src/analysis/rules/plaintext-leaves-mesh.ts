import { isOriginated } from './server-not-verified';
import { Severity } from '../../core/finding';
import { exceptionRecord } from '../exceptions';
import { listAt, textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { destinationRules, tlsSettingsOf } from '../istio/destination-rules';
import { HostMap } from '../istio/host-match';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { meshOf } from '../istio/mesh';
import { described, SourcedManifest } from '../manifest';
import { HostPort } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

/** Ports on which the application usually encrypts by itself, with TLS or SSH, whatever they are declared to be. */
const ENCRYPTED = new Set([22, 443, 465, 636, 853, 989, 990, 993, 995, 5671, 6380, 6443, 8443, 8883, 9443]);
/** Names and addresses that never leave the node. */
const ON_THE_NODE = /^(?:localhost|metadata\.google\.internal|127\.|169\.254\.|::1)/;

/** Calls to the outside that nobody encrypts. */
export const plaintextLeavesMesh: Rule = {
  code: 'MTLS0621',
  severity: Severity.WARNING,
  title: 'A ServiceEntry lets plaintext out of the mesh',
  explanation: 'A host outside the mesh gets no automatic mutual TLS. Unless the application encrypts by itself, which a port declared as HTTP says it does not, everybody on the way reads the calls and can answer them. A DestinationRule with tls.mode SIMPLE or MUTUAL lets the sidecar start TLS, with the port left as it is for the application. Not reported for addresses on the node itself, for ports that usually carry TLS or SSH, and where an exception is recorded on the ServiceEntry.',
  *check(inventory, context) {
    const { hosts } = meshOf(inventory, context).registry;
    const withTls = inventory.view(hostsWithTls);
    for (const object of inventory.ofKind(ISTIO_NETWORKING, 'ServiceEntry')) {
      const [plain] = hosts.of(object).filter(({ external, name }) => external && withTls.covering(name) === undefined);
      const ports = plain && !isOnTheNode(object) && !exceptionRecord(object)?.exceptions.length ? plain.ports.filter(carriesPlaintext) : [];
      if (ports.length > 0) {
        yield {
          object,
          field: `${ports[0].field}.protocol`,
          message: `${described(object)}: calls to ${JSON.stringify(plain.name)} leave the mesh as the application sends them on port ${ports.map(({ number, protocol }) => `${number} (${protocol})`).join(', ')}, and no DestinationRule starts TLS`,
          fix: 'Add a DestinationRule with tls.mode: SIMPLE for the host, and the port of its TLS as targetPort; or declare the port as TLS, if the application encrypts; or remove it.',
        };
      }
    }
  },
};

function carriesPlaintext({ number, target, protocol }: HostPort): boolean {
  const isEncrypted = ENCRYPTED.has(number) || (protocol !== Protocol.HTTP && ENCRYPTED.has(Number(target)));
  return [Protocol.HTTP, Protocol.TCP, Protocol.DETECTED].includes(protocol) && !isEncrypted;
}

function isOnTheNode({ manifest }: SourcedManifest): boolean {
  const endpoints = listAt(manifest, 'spec', 'endpoints').map(endpoint => textAt(endpoint, 'address') ?? '');
  return [...textsAt(manifest, 'spec', 'hosts'), ...textsAt(manifest, 'spec', 'addresses'), ...endpoints].some(name => ON_THE_NODE.test(name));
}

/** The hosts to which some DestinationRule lets proxies start TLS, for whichever callers. */
function hostsWithTls(inventory: Inventory): HostMap<true> {
  const hosts = new HostMap<true>();
  for (const rule of inventory.view(destinationRules)) {
    if ([...tlsSettingsOf(rule)].some(({ tls }) => isOriginated(tls) || tls.mode === 'ISTIO_MUTUAL')) {
      hosts.set(rule.host, true);
    }
  }
  return hosts;
}
