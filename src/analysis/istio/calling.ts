import { Clusters, listensAtPods, undelivered } from './clusters';
import { hostCovers } from './host-match';
import { bypassesOutbound } from './interception';
import { CallingSidecar, KnownHosts } from './known-hosts';
import { areAlike, asBytes, carrying, explained } from './legs';
import { Cluster } from './outbound';
import { IstioSettings } from './settings';
import { importsAlias, importsRoutes, SidecarScopes, takesForHttp } from './sidecar-scopes';
import { Routed, VirtualServices } from './virtual-services';
import { VisibleHosts } from './visible-hosts';
import { ObjectReference } from '../../core/finding';
import { Reason } from '../../core/flow';
import { Leg, Transport } from '../flows/data-plane';
import { referenceTo } from '../manifest';
import { Destination } from '../network/destination';
import { directLegs } from '../network/direct';
import { Host, Resolution } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Registry } from '../network/registry';
import { Workload } from '../workloads';

/** Where the proxies of clients lead their calls. */
export class Calling {
  private readonly known: KnownHosts;

  constructor(
    private readonly registry: Registry,
    private readonly visible: VisibleHosts,
    private readonly routes: VirtualServices,
    private readonly scopes: SidecarScopes,
    private readonly clusters: Clusters,
    private readonly settings: Required<IstioSettings>,
  ) {
    this.known = new KnownHosts(registry, visible);
  }

  /** Where a sidecar leads a call of its application. */
  public bySidecar(client: Workload, destination: Destination): readonly Leg[] {
    const bypass = bypassesOutbound(client, destination.port);
    const scope = this.scopes.of(client);
    const caller = { client, isGateway: false, scope };
    return bypass ? directLegs(destination, this.registry, [bypass]) : this.intercepted(destination, caller);
  }

  /** Where a gateway leads what it was sent. */
  public byGateway(client: Workload, { host: name, port: number }: Destination): readonly Leg[] {
    const known = name === undefined ? undefined : this.visible.findPort(name, client.namespace, number);
    if (!known || known.host.resolution === Resolution.ALIAS) {
      return [undelivered(Transport.NONE, [{ statement: 'the gateway knows no such host' }])];
    }
    const caller = { client, isGateway: true };
    const routes = this.routes.gatewayRoutesTo(client, known.host.name);
    const asCalled = (): readonly Leg[] => this.clusters.legs(known, caller);
    return routes.length > 0 ? routes.flatMap(route => this.clusters.routed(route, known.port, caller, asCalled)) : asCalled();
  }

  private intercepted(destination: Destination, caller: CallingSidecar): readonly Leg[] {
    const { namespace } = caller.client;
    if (destination.host === undefined) {
      return this.toAddress(destination, caller);
    }
    const known = this.visible.findPort(destination.host, namespace, destination.port);
    const named = known ? known.host : this.registry.hosts.named(destination.host)[0];
    if (named?.resolution === Resolution.ALIAS) {
      return this.toAlias(named, destination, caller);
    }
    if (!known) {
      const object = referenceTo(destination.object.manifest);
      return this.toHidden(destination, caller, { statement: `${destination.host} is not exported to the namespace ${JSON.stringify(namespace)}`, object });
    }
    const { host, port } = known;
    if (!this.known.isAskedFor(known, caller)) {
      const object = referenceTo(caller.scope!.object.manifest, 'spec.egress');
      return this.toHidden(destination, caller, { statement: `the Sidecar of the client leaves ${host.name} out`, object });
    }
    if (!host.isService && listensAtPods(known)) {
      const object = referenceTo(host.object.manifest, 'spec.resolution');
      return this.passedOn(destination, caller, [{ statement: `the client's proxy knows ${host.name} by the addresses of its pods alone`, object }]);
    }
    const cluster = { host, port: { ...port, protocol: destination.speaks ?? port.protocol } };
    if (takesForHttp(caller.scope, port.number) && cluster.port.protocol !== Protocol.HTTP) {
      const object = referenceTo(caller.scope!.object.manifest, 'spec.egress');
      const passed = this.passedOn(destination, caller, [{ statement: `the Sidecar of the client takes port ${port.number} for HTTP, and passes on what is not`, object }]);
      const requests = { host, port: { ...port, protocol: Protocol.HTTP } };
      return cluster.port.protocol === Protocol.DETECTED
        ? [...this.led(requests, destination, caller), ...passed.map(carrying(Protocol.TCP))]
        : passed;
    }
    return this.led(cluster, destination, caller);
  }

  /** A call to a host that the client's proxy knows: led by a route, or to where it was sent. */
  private led(cluster: Cluster, destination: Destination, caller: CallingSidecar): readonly Leg[] {
    const { host, port } = cluster;
    const asCalled = (): readonly Leg[] => this.clusters.legs(cluster, caller);
    const pods = listensAtPods(cluster) ? this.registry.podsOf(host) : [];
    return pods.length === 0 ? this.routed(cluster, port.protocol, destination, caller, asCalled) : [
      ...pods.flatMap(workload => this.toAddress({ object: destination.object, workload, port: port.number, speaks: port.protocol }, caller, host)),
      ...asCalled().filter(({ backend }) => backend?.endpoint),
    ];
  }

  /**
   * A call that a proxy takes at the address of a pod: led by a route, or to that address. Which kind of route
   * counts is said by the port at which the proxy listens; only where that declares nothing, by what is spoken.
   */
  private ledByAddress({ host, port }: Cluster, speaks: Protocol, destination: Destination, caller: CallingSidecar): readonly Leg[] {
    const cluster = { host, port: { ...port, protocol: speaks } };
    const detected = speaks === Protocol.TLS ? Protocol.TCP : speaks;
    const asCalled = (): readonly Leg[] => this.clusters.asTo(cluster, caller, directLegs(destination, this.registry, []));
    const legs = this.routed(cluster, port.protocol === Protocol.DETECTED ? detected : port.protocol, destination, caller, asCalled);
    return port.protocol === Protocol.DETECTED ? legs : legs.map(asBytes);
  }

  private routed(
    { host, port }: Cluster, protocol: Protocol, destination: Destination, caller: CallingSidecar, asCalled: () => readonly Leg[],
  ): readonly Leg[] {
    const names = this.namesOf(host, destination, caller);
    const byItself = (): readonly Leg[] => directLegs(destination, this.registry, []);
    const legsOf = (spoken: Protocol): readonly Leg[] => this.routes
      .routesOf(caller.client, names, port.number, spoken, service => importsRoutes(caller.scope, service, port.number, caller.client.namespace))
      .flatMap(route => route ? this.clusters.routed(route, port, caller, byItself) : asCalled());
    if (protocol !== Protocol.DETECTED) {
      return legsOf(protocol);
    }
    // What is not declared may turn out to be either, and is then routed by the one kind of route or the other.
    const [requests, connections] = [legsOf(Protocol.HTTP), legsOf(Protocol.TCP)];
    return areAlike(requests, connections) ? requests : [...requests.map(carrying(Protocol.HTTP)), ...connections.map(carrying(Protocol.TCP))];
  }

  /** The names whose routes count: an alias has some of its own where the proxy listens for requests to any host. */
  private namesOf(host: Host, { alias, port }: Destination, caller: CallingSidecar): string[] {
    const takesRequests = host.ports.some(({ number, protocol }) => number === port && protocol === Protocol.HTTP);
    return alias !== undefined && takesRequests && this.known.hasRoutes(alias, port, caller) ? [host.name, alias] : [host.name];
  }

  /**
   * A call to the own address of a pod: of a headless Service, or of none that the client's proxy knows.
   * The oldest of several is the one whose settings count, whichever of them is called by its name.
   */
  private toAddress(destination: Destination, caller: CallingSidecar, named?: Host): readonly Leg[] {
    const workload = destination.workload!;
    const known = this.registry.atAddressOf(workload, destination.port).find(address => this.known.has(address, caller));
    if (!known || takesForHttp(caller.scope, destination.port)) {
      return this.passedOn(destination, caller, [{ statement: 'the client\'s proxy knows no Service of that address' }]);
    }
    const legs = this.ledByAddress(known, destination.speaks ?? this.registry.protocolOf(workload, destination.port), destination, caller);
    const { host } = known;
    return host === named
      ? legs
      : explained(legs, { statement: `the client's proxy knows the address of the pod from ${host.name}`, object: referenceTo(host.object.manifest) });
  }

  /**
   * A call to a host that is not exported to the client, or that its Sidecar leaves out: to what the DNS gives
   * for it. For a headless Service, these are the addresses of its pods, which may be known from another one.
   */
  private toHidden(destination: Destination, caller: CallingSidecar, because: Reason): readonly Leg[] {
    const pods = this.registry.hosts.named(destination.host!)
      .filter(({ isService, resolution }) => isService && resolution === Resolution.PASSTHROUGH)
      .flatMap(host => this.registry.podsOf(host));
    const speaks = this.spokenAt(destination);
    return this.requestsOr(destination, caller, because, pods.length > 0
      ? explained(pods.flatMap(workload => this.toAddress({ object: destination.object, workload, port: destination.port, speaks }, caller)), because)
      : this.passedOn(destination, caller, [because]));
  }

  /**
   * A call to a host that the client's proxy does not know. Routes for the name that is called lead its requests,
   * if the proxy listens at the port for requests to any other host; what else is sent goes its own way.
   */
  private requestsOr(destination: Destination, caller: CallingSidecar, because: Reason, otherwise: readonly Leg[]): readonly Leg[] {
    const { port } = destination;
    const { client, scope } = caller;
    const name = destination.alias ?? destination.host!;
    const spoken = this.spokenAt(destination);
    // A pattern stands for the hosts that the proxy knows, and only where it knows none of them for any name.
    const isForAny = (pattern: string): boolean => port === 80 && hostCovers(pattern, name) && !this.known.hasCovered(pattern, port, caller);
    const isExported = this.visible.find(name, client.namespace) !== undefined;
    const isFor = ({ hosts }: Routed): boolean => isExported || hosts.includes(name) || hosts.some(isForAny);
    const isKnown = (service: Routed): boolean => isFor(service) && importsRoutes(scope, service, port, client.namespace);
    const routes = (spoken === Protocol.HTTP || spoken === Protocol.DETECTED) && this.known.hasRoutes(name, port, caller)
      ? this.routes.routesOf(client, [name], port, Protocol.HTTP, isKnown)
      : [];
    const called = { number: port, protocol: Protocol.HTTP };
    const byItself = (): readonly Leg[] => directLegs(destination, this.registry, []);
    const requests = routes.flatMap(route => route ? this.clusters.routed(route, called, caller, byItself) : []);
    return requests.length > 0 && this.known.listensForRequests(port, caller)
      ? [...explained(requests, because), ...spoken === Protocol.HTTP ? [] : otherwise.map(carrying(Protocol.TCP))]
      : otherwise;
  }

  /** What the application speaks to a host, as far as anybody says it. */
  private spokenAt({ host, port, speaks }: Destination): Protocol {
    const declared = this.registry.hosts.named(host!).flatMap(({ ports }) => ports).find(({ number }) => number === port);
    return speaks ?? declared?.protocol ?? Protocol.DETECTED;
  }

  private toAlias(alias: Host, destination: Destination, caller: CallingSidecar): readonly Leg[] {
    const because: Reason = { statement: `${alias.name} stands for ${alias.alias}`, object: referenceTo(alias.object.manifest, 'spec.externalName') };
    const target = this.visible.find(alias.alias!, caller.client.namespace) ?? this.registry.hosts.named(alias.alias!)[0];
    if (!target || target.resolution === Resolution.ALIAS) {
      return this.requestsOr(destination, caller, because, this.passedOn(destination, caller, [because]));
    }
    const speaks = alias.ports.find(({ number }) => number === destination.port)?.protocol;
    const called = { ...destination, object: target.object, host: target.name, alias: alias.name, speaks };
    const { client, scope } = caller;
    const known = this.known.find(target.name, destination.port, caller);
    if (scope && known?.port.protocol === Protocol.HTTP && !importsAlias(scope, alias.name, known.host, destination.port, client.namespace)) {
      const hidden: Reason = { statement: `the Sidecar of the client leaves ${alias.name} out`, object: referenceTo(scope.object.manifest, 'spec.egress') };
      return this.requestsOr(called, caller, hidden, this.passedOn(called, caller, [hidden]));
    }
    return explained(this.intercepted(called, caller), because);
  }

  /** A call to an address that the client's proxy does not know: passed on as it is, or stopped. */
  private passedOn(destination: Destination, { scope }: CallingSidecar, because: readonly Reason[]): readonly Leg[] {
    const decided = scope?.allowAnyOutbound;
    if (decided ?? this.settings.allowAnyOutbound) {
      return directLegs(destination, this.registry, [...because, { statement: 'the client\'s proxy passes calls to unknown addresses on as they are' }]);
    }
    const object: ObjectReference | undefined = decided === undefined ? undefined : referenceTo(scope!.object.manifest, 'spec.outboundTrafficPolicy');
    const statement = 'the client\'s proxy stops calls to unknown addresses: REGISTRY_ONLY';
    return [undelivered(Transport.NONE, [...because, { statement, ...object ? { object } : {} }])];
  }
}
