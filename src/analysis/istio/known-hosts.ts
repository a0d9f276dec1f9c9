import { hostCovers } from './host-match';
import { CallingProxy, Cluster } from './outbound';
import { imports, SidecarScope } from './sidecar-scopes';
import { VisibleHosts } from './visible-hosts';
import { Resolution } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Registry } from '../network/registry';

/** A sidecar that calls, and what narrows what it knows. */
export interface CallingSidecar extends CallingProxy {
  readonly scope?: SidecarScope;
}

/** What the sidecars of clients know: of the hosts that are exported to them, those that their Sidecar asks for. */
export class KnownHosts {
  constructor(private readonly registry: Registry, private readonly visible: VisibleHosts) {}

  /** A port of the host of a name. */
  public find(name: string, port: number, caller: CallingSidecar): Cluster | undefined {
    const found = this.visible.findPort(name, caller.client.namespace, port);
    return found && this.isAskedFor(found, caller) ? found : undefined;
  }

  /** Whether a sidecar knows a host, and none in its place, at a port. */
  public has(cluster: Cluster, caller: CallingSidecar): boolean {
    return this.visible.find(cluster.host.name, caller.client.namespace) === cluster.host && this.isAskedFor(cluster, caller);
  }

  /** Whether the Sidecar of a client asks for a host that is exported to it. */
  public isAskedFor({ host, port }: Cluster, { client, scope }: CallingSidecar): boolean {
    return !scope || imports(scope, host, port.number, client.namespace);
  }

  /** Whether a pattern covers any host with a port that a sidecar knows. */
  public hasCovered(pattern: string, number: number, caller: CallingSidecar): boolean {
    return this.registry.hosts.all.some(host => hostCovers(pattern, host.name)
      && host.ports.some(port => port.number === number && this.has({ host, port }, caller)));
  }

  /** Whether a sidecar listens at a port for requests to whatever host. */
  public listensForRequests(number: number, caller: CallingSidecar): boolean {
    return this.registry.hosts.all.some(host => host.resolution !== Resolution.ALIAS
      && host.ports.some(port => port.number === number && port.protocol === Protocol.HTTP && this.has({ host, port }, caller)));
  }

  /** Whether routes for a name count that is not of a host with an address: that of an alias that the sidecar knows, and at port 80 any. */
  public hasRoutes(name: string, port: number, caller: CallingSidecar): boolean {
    return port === 80 || this.find(name, port, caller) !== undefined;
  }
}
