import { Backend, Destination } from './destination';
import { Host, Resolution } from './hosts';
import { Protocol } from './protocol';
import { Registry } from './registry';
import { Reason } from '../../core/flow';
import { Leg, Receiving, Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { referenceTo } from '../manifest';

/** Where a call goes that no proxy takes at the client: as Kubernetes and the DNS lead it. */
export function directLegs(destination: Destination, registry: Registry, because: readonly Reason[]): Leg[] {
  return legsByKubernetes(destination, registry, because).map(leg => ({ ...leg, direct: true }));
}

function legsByKubernetes(destination: Destination, registry: Registry, because: readonly Reason[]): Leg[] {
  const { workload, port } = destination;
  if (workload) {
    const sending = asTheApplicationSends(destination.speaks ?? registry.protocolOf(workload, port), because);
    return [{ sending, backend: { workload, port }, outside: false }];
  }
  const has = (host: Host): boolean => host.ports.some(({ number }) => number === port);
  const named = registry.hosts.named(destination.host!);
  const host = named.find(candidate => candidate.object === destination.object && has(candidate)) ?? named.find(has) ?? named[0];
  const hostPort = host?.ports.find(({ number }) => number === port);
  if (host?.resolution === Resolution.ALIAS) {
    return legsOfAlias(host, destination, registry, because);
  }
  if (!host || !hostPort) {
    const pods = host?.resolution === Resolution.PASSTHROUGH ? registry.podsOf(host) : [];
    const sending = asTheApplicationSends(destination.speaks ?? Protocol.DETECTED, because);
    if (host && !host.isService) {
      return [{ sending, outside: true }];
    }
    // The name of a headless Service gives the addresses of its pods, whatever ports it declares.
    return pods.length > 0
      ? pods.map(pod => ({ sending, backend: { workload: pod, port }, outside: false }))
      : [{ sending: { ...sending, transport: Transport.UNKNOWN }, outside: false }];
  }
  const sending = asTheApplicationSends(destination.speaks ?? hostPort.protocol, because);
  const legs = legsTo(host, registry.backendsOf(host, hostPort), () => sending);
  return host.isService || namesWhatItLists(host) ? legs : [{ sending, outside: true }];
}

/** Whether the DNS gives the endpoints of a ServiceEntry for its name, as far as anybody knows: it lists them, and has no address of its own. */
export function namesWhatItLists({ external, hasAddresses, resolution, isListed, endpoints }: Host): boolean {
  return !external && !hasAddresses && resolution === Resolution.ENDPOINTS && isListed && endpoints.length > 0;
}

/**
 * A leg to each backend of a host; where it has none, to what its name leads to outside, or to
 * pods that are not known. What is sent is asked for by the place of the backend, the first one if there is none.
 */
export function legsTo(host: Host, backends: readonly Backend[], sendingTo: (index: number) => Sending): Leg[] {
  return backends.length > 0
    ? backends.map((backend, index) => ({ sending: sendingTo(index), backend, outside: host.external }))
    : [{ sending: sendingTo(0), outside: host.isListed }];
}

/** What an application sends, if nothing on the way changes it: by what its port says of itself. */
export function asTheApplicationSends(protocol: Protocol, because: readonly Reason[]): Sending {
  return protocol === Protocol.TLS
    ? { transport: Transport.TLS, origin: TlsOrigin.APPLICATION, carries: protocol, because: [...because, { statement: 'the port is declared to carry TLS, which the application then speaks itself' }] }
    : { transport: Transport.PLAINTEXT, carries: protocol, because };
}

/**
 * What an application makes of a call that no proxy takes on its side. One that is declared to
 * be outside the mesh ends TLS itself, and may have a certificate of the mesh's root.
 */
export function receivedByApplication({ transport, origin }: Sending, because: readonly Reason[], outside = false): Receiving {
  if (transport !== Transport.MUTUAL_TLS || origin !== TlsOrigin.MESH) {
    return { served: true, perRequest: false, because };
  }
  return outside
    ? { served: undefined, perRequest: false, because: [...because, { statement: 'the server is outside the mesh: it fails unless it has a certificate of the mesh\'s root, which the manifests do not say' }] }
    : { served: false, perRequest: false, because: [...because, { statement: 'no sidecar takes the call, so nothing there answers the mutual TLS of the mesh' }] };
}

/** An ExternalName Service: another one of the cluster, or a name outside. */
function legsOfAlias(alias: Host, destination: Destination, registry: Registry, because: readonly Reason[]): Leg[] {
  const reasons = [...because, { statement: `${alias.name} stands for ${alias.alias}`, object: referenceTo(alias.object.manifest, 'spec.externalName') }];
  const protocol = alias.ports.find(({ number }) => number === destination.port)?.protocol;
  const [target] = registry.hosts.named(alias.alias!);
  if (target?.object.manifest.kind === 'Service' && target.resolution !== Resolution.ALIAS) {
    return directLegs({ ...destination, object: target.object, host: target.name, speaks: protocol }, registry, reasons);
  }
  return [{ sending: asTheApplicationSends(protocol ?? Protocol.DETECTED, reasons), outside: true }];
}
