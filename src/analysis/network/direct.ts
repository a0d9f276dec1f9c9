import { Backend, Destination } from './destination';
import { Host, Resolution } from './hosts';
import { Protocol } from './protocol';
import { Registry } from './registry';
import { Reason } from '../../core/flow';
import { Leg, Receiving, Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { referenceTo } from '../manifest';

/** Where a call goes that no proxy takes at the client: as Kubernetes and the DNS lead it. */
export function directLegs(destination: Destination, registry: Registry, because: readonly Reason[]): Leg[] {
  const { workload, port } = destination;
  if (workload) {
    return [{ sending: asTheApplicationSends(registry.protocolOf(workload, port), because), backend: { workload, port }, outside: false }];
  }
  const host = registry.hosts.of(destination.object).find(({ name }) => name === destination.host);
  const hostPort = host?.ports.find(({ number }) => number === port);
  if (host?.resolution === Resolution.ALIAS) {
    return legsOfAlias(host, destination, registry, because);
  }
  if (!host || !hostPort) {
    return [{ sending: { transport: Transport.UNKNOWN, because: [...because, { statement: `nothing among the manifests has the name ${destination.host} and the port ${port}` }] }, outside: true }];
  }
  const sending = asTheApplicationSends(hostPort.protocol, because);
  return legsTo(host, registry.backendsOf(host, hostPort), () => sending);
}

/** A leg to each backend of a host; to what is outside, or not known, where it has none. */
export function legsTo(host: Host, backends: readonly Backend[], sendingTo: (backend?: Backend) => Sending): Leg[] {
  return backends.length > 0
    ? backends.map(backend => ({ sending: sendingTo(backend), backend, outside: host.external }))
    : [{ sending: sendingTo(), outside: host.external }];
}

/** What an application sends, if nothing on the way changes it: by what its port says of itself. */
export function asTheApplicationSends(protocol: Protocol, because: readonly Reason[]): Sending {
  return protocol === Protocol.TLS
    ? { transport: Transport.TLS, origin: TlsOrigin.APPLICATION, because: [...because, { statement: 'the port is declared to carry TLS, which the application then speaks itself' }] }
    : { transport: Transport.PLAINTEXT, because };
}

/** What an application makes of a call that no proxy takes on its side. */
export function receivedByApplication(sending: Sending, because: readonly Reason[]): Receiving {
  return isOfMesh(sending)
    ? { served: false, perRequest: false, because: [...because, { statement: 'the server has no sidecar, so nothing there answers the mutual TLS of the mesh' }] }
    : { served: true, perRequest: false, because };
}

/** What somebody outside makes of a call: they have no certificate that the mesh trusts. */
export function receivedOutside(sending: Sending): Receiving {
  return isOfMesh(sending)
    ? { served: false, perRequest: false, because: [{ statement: 'the server is outside the mesh, and has no certificate that the client would trust' }] }
    : { served: true, perRequest: false, because: [] };
}

function isOfMesh({ transport, origin }: Sending): boolean {
  return transport === Transport.MUTUAL_TLS && origin === TlsOrigin.MESH;
}

/** An ExternalName Service: another one of the cluster, or a name outside. */
function legsOfAlias(alias: Host, destination: Destination, registry: Registry, because: readonly Reason[]): Leg[] {
  const reasons = [...because, { statement: `${alias.name} stands for ${alias.alias}`, object: referenceTo(alias.object.manifest, 'spec.externalName') }];
  const [target] = registry.hosts.named(alias.alias!);
  if (target && target !== alias && target.resolution !== Resolution.ALIAS) {
    return directLegs({ ...destination, object: target.object, host: target.name }, registry, reasons);
  }
  const protocol = alias.ports.find(({ number }) => number === destination.port)?.protocol ?? Protocol.DETECTED;
  return [{ sending: asTheApplicationSends(protocol, reasons), outside: true }];
}
