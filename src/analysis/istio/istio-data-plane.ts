import { AuthorizationPolicies } from './authorization-policies';
import { DestinationRuleIndex } from './destination-rule-index';
import { GatewayServers } from './gateway-servers';
import { receivedBySidecar } from './inbound';
import { Injection, injectionOf, Proxy } from './injection';
import { bypassesOutbound } from './interception';
import { CallingProxy, Cluster, sendings } from './outbound';
import { PeerModes } from './peer-mode';
import { IstioSettings } from './settings';
import { imports, importsFrom, SidecarScope, SidecarScopes } from './sidecar-scopes';
import { supportsMutualTls } from './tls-support';
import { RouteDestination, VirtualServices } from './virtual-services';
import { VisibleHosts } from './visible-hosts';
import { Reason } from '../../core/flow';
import { DataPlane, Leg, Receiving, Sending, Transport } from '../flows/data-plane';
import { Inventory } from '../inventory';
import { referenceTo } from '../manifest';
import { Backend, Destination, subjectOf } from '../network/destination';
import { directLegs, legsTo } from '../network/direct';
import { Host, HostPort, Resolution } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Registry } from '../network/registry';
import { selects } from '../selector-index';
import { Workload } from '../workloads';

/** A port of a host, and what the client's proxy listens for at its address. */
interface KnownAddress extends Cluster {
  readonly listens: Protocol;
}

/** Istio with sidecars and gateways. */
export class IstioDataPlane implements DataPlane {
  public readonly name = 'istio';
  public readonly policies: AuthorizationPolicies;
  public readonly rules: DestinationRuleIndex;
  public readonly modes: PeerModes;
  public readonly routes: VirtualServices;
  private readonly scopes: SidecarScopes;
  private readonly gateways: GatewayServers;
  public readonly visible: VisibleHosts;
  private readonly injections = new Map<Workload, Injection>();

  constructor(private readonly inventory: Inventory, public readonly registry: Registry, public readonly settings: Required<IstioSettings>) {
    this.policies = new AuthorizationPolicies(inventory, settings);
    this.rules = new DestinationRuleIndex(inventory, settings);
    this.modes = new PeerModes(inventory, settings.rootNamespace);
    this.routes = new VirtualServices(inventory, settings);
    this.scopes = new SidecarScopes(inventory, settings);
    this.gateways = new GatewayServers(inventory, registry);
    this.visible = new VisibleHosts(registry, settings);
  }

  /** Which proxy the pods of a workload get, and why. */
  public injection(workload: Workload): Injection {
    const injection = this.injections.get(workload) ?? injectionOf(workload, this.inventory, this.settings);
    this.injections.set(workload, injection);
    return injection;
  }

  public legs(client: Workload, destination: Destination): readonly Leg[] | undefined {
    const { proxy, because } = this.injection(client);
    switch (proxy) {
      case Proxy.NONE:
        return undefined;
      case Proxy.SIDECAR:
        return this.legsOfSidecar(client, destination);
      case Proxy.GATEWAY:
        return this.legsOfGateway(client, destination);
      default:
        return [undelivered(Transport.UNKNOWN, [because])];
    }
  }

  public receives(backend: Backend, sending: Sending): Receiving | undefined {
    const { workload, endpoint, port } = backend;
    const injection = workload && this.injection(workload);
    switch (injection?.proxy ?? (endpoint && supportsMutualTls(backend, undefined) ? Proxy.SIDECAR : Proxy.NONE)) {
      case Proxy.SIDECAR: {
        const protocol = workload ? this.registry.protocolOf(workload, port) : sending.carries;
        const account = (workload ?? endpoint)?.serviceAccount;
        const identity = `spiffe://${this.settings.trustDomain}/ns/${subjectOf(backend)!.namespace}/sa/${account}`;
        if (sending.expects?.length && !sending.expects.includes(identity)) {
          return { served: false, perRequest: false, because: [{ statement: `the server is ${identity}, which the client does not expect` }] };
        }
        return receivedBySidecar(subjectOf(backend)!, port, protocol, sending, this);
      }
      case Proxy.GATEWAY:
        return this.gateways.receives(workload!, port, sending);
      case Proxy.NONE:
        return undefined;
      default:
        return { served: undefined, perRequest: false, because: [injection!.because] };
    }
  }

  private legsOfSidecar(client: Workload, destination: Destination): readonly Leg[] {
    const bypass = bypassesOutbound(client, destination.port);
    if (bypass) {
      return directLegs(destination, this.registry, [bypass]);
    }
    const scope = this.scopes.of(client);
    const caller: CallingProxy = { client, isGateway: false, sees: seen => importsFrom(scope, seen, client.namespace) };
    if (destination.host === undefined) {
      return this.legsToAddress(destination, caller, scope);
    }
    const known = this.visible.findPort(destination.host, client.namespace, destination.port);
    if (!known) {
      return this.legsToHidden(destination, caller, scope);
    }
    const { host, port } = known;
    if (scope && !imports(scope, host, port.number, client.namespace)) {
      return this.passedOn(destination, scope, [{ statement: `the Sidecar of the client leaves ${host.name} out`, object: referenceTo(scope.object.manifest, 'spec.egress') }]);
    }
    if (host.resolution === Resolution.ALIAS) {
      return this.legsOfAlias(host, client, destination, scope);
    }
    const routes = this.routes.routesOf(client, host.name, port.number, port.protocol);
    return routes
      ? routes.flatMap(route => this.legsOfRoute(route, port, caller))
      : this.legsOf({ host, port: { ...port, protocol: destination.speaks ?? port.protocol } }, caller, []);
  }

  /** A call to the own address of a pod: of a headless Service, or of none that the client's proxy knows. */
  private legsToAddress(destination: Destination, caller: CallingProxy, scope: SidecarScope | undefined): readonly Leg[] {
    const { workload, port } = destination;
    const { namespace } = caller.client;
    const known = this.registry.atAddressOf(workload!, port).find(({ host }) =>
      this.visible.find(host.name, namespace) === host && (!scope || imports(scope, host, port, namespace)));
    return this.legsAt(known, caller, known && [{ statement: `the address is known from ${known.host.name}`, object: referenceTo(known.host.object.manifest) }],
      () => this.passedOn(destination, scope, [{ statement: 'the client\'s proxy knows no Service of that address' }]));
  }

  /**
   * A call to an address that the client's proxy knows, by a name that it does not know. A
   * request in HTTP is led by its name, and so passed on, unless the port declares nothing: then the
   * proxy listens for that one host, and what comes is led by its address.
   */
  private legsAt(
    known: KnownAddress | undefined, caller: CallingProxy, because: readonly Reason[] = [], unknown: () => readonly Leg[],
  ): readonly Leg[] {
    return known && known.listens !== Protocol.HTTP ? this.legsOf(known, caller, because) : unknown();
  }

  /** A call to a host that is not exported to the client; if it only stands for another one, its address may be known all the same. */
  private legsToHidden(destination: Destination, caller: CallingProxy, scope: SidecarScope | undefined): readonly Leg[] {
    const { namespace } = caller.client;
    const because = [{ statement: `${destination.host} is not exported to the namespace ${JSON.stringify(namespace)}`, object: referenceTo(destination.object.manifest) }];
    const alias = this.registry.hosts.named(destination.host!).find(({ resolution }) => resolution === Resolution.ALIAS);
    const known = alias && this.visible.findPort(alias.alias!, namespace, destination.port);
    const isReachable = known && (!scope || imports(scope, known.host, known.port.number, namespace));
    const reachable = isReachable ? { ...known, listens: known.port.protocol } : undefined;
    return this.legsAt(reachable, caller, because, () => this.passedOn(destination, scope, because));
  }

  private legsOfGateway(gateway: Workload, destination: Destination): readonly Leg[] {
    const known = destination.host === undefined ? undefined : this.visible.findPort(destination.host, gateway.namespace, destination.port);
    if (!known || known.host.resolution === Resolution.ALIAS) {
      return [undelivered(Transport.NONE, [{ statement: 'the gateway knows no such host' }])];
    }
    const { host, port } = known;
    const caller: CallingProxy = { client: gateway, isGateway: true, sees: () => true };
    const routes = this.routes.gatewayRoutesTo(gateway, host.name);
    return routes.length > 0
      ? routes.flatMap(route => this.legsOfRoute(route, port, caller))
      : this.legsOf({ host, port }, caller, []);
  }

  /** A call to a host that the client's proxy does not know: passed on as it is, or stopped. */
  private passedOn(destination: Destination, scope: SidecarScope | undefined, because: readonly Reason[]): readonly Leg[] {
    const decided = scope?.allowAnyOutbound;
    if (decided ?? this.settings.allowAnyOutbound) {
      return directLegs(destination, this.registry, [...because, { statement: 'the client\'s proxy passes calls to unknown addresses on as they are' }]);
    }
    const object = decided === undefined ? undefined : referenceTo(scope!.object.manifest, 'spec.outboundTrafficPolicy');
    return [undelivered(Transport.NONE, [...because, { statement: 'the client\'s proxy stops calls to unknown addresses: REGISTRY_ONLY', ...object ? { object } : {} }])];
  }

  private legsOfAlias(alias: Host, client: Workload, destination: Destination, scope: SidecarScope | undefined): readonly Leg[] {
    const because: Reason[] = [{ statement: `${alias.name} stands for ${alias.alias}`, object: referenceTo(alias.object.manifest, 'spec.externalName') }];
    const target = this.visible.find(alias.alias!, client.namespace);
    const speaks = alias.ports.find(({ number }) => number === destination.port)?.protocol;
    return target && target.resolution !== Resolution.ALIAS
      ? this.legsOfSidecar(client, { ...destination, object: target.object, host: target.name, speaks })
        .map(leg => ({ ...leg, sending: { ...leg.sending, because: [...because, ...leg.sending.because] } }))
      : this.passedOn(destination, scope, because);
  }

  private legsOfRoute(route: RouteDestination, called: HostPort, caller: CallingProxy): readonly Leg[] {
    const because: Reason = { statement: `a route leads the call to ${route.host}${route.subset === undefined ? '' : `, subset ${route.subset}`}`, object: referenceTo(route.object.manifest, route.field) };
    const nowhere = (statement: string): Leg[] => [undelivered(Transport.NONE, [because, { statement }])];
    const found = this.visible.find(route.host, caller.client.namespace);
    // Only a route of connections, or of a gateway, takes the one port of its destination for granted.
    const takesOnly = (route.ofConnections || caller.isGateway) && found?.ports.length === 1;
    const number = route.port ?? (takesOnly ? found.ports[0].number : called.number);
    const known = this.visible.findPort(route.host, caller.client.namespace, number);
    if (!known) {
      return nowhere(`there is no such host${found ? ` with a port ${number}` : ''}: the call fails`);
    }
    const { host, port } = known;
    if (route.subset !== undefined && !this.rules.ruleFor(caller.client, host)?.subsets.some(({ name }) => name === route.subset)) {
      return nowhere(`no DestinationRule that the client's proxy uses has the subset ${route.subset}: the call fails`);
    }
    return this.legsOf({ host, port, subset: route.subset }, caller, [because]);
  }

  private legsOf(cluster: Cluster, caller: CallingProxy, because: readonly Reason[]): Leg[] {
    const { host, subset } = cluster;
    const labels = subset === undefined ? undefined : this.rules.ruleFor(caller.client, host)?.subsets.find(({ name }) => name === subset)?.labels;
    const backends = this.visible.backendsOf(cluster, caller.isGateway ? false : undefined)
      .filter(backend => !labels || selects(labels, subjectOf(backend)!.labels));
    const sent = sendings(cluster, backends.length > 0 ? backends : [undefined], caller, {
      rules: this.rules, modes: this.modes, settings: this.settings, injection: workload => this.injection(workload),
    });
    const sendingTo = (backend?: Backend): Sending => {
      const sending = sent[backend ? backends.indexOf(backend) : 0];
      return { ...sending, because: [...because, ...sending.because] };
    };
    return legsTo(host, backends, sendingTo);
  }
}

/** A call that does not leave its client, or of which that is not known. */
function undelivered(transport: Transport.NONE | Transport.UNKNOWN, because: readonly Reason[]): Leg {
  return { sending: { transport, carries: Protocol.DETECTED, because }, outside: false };
}
