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
        return [{ sending: { transport: Transport.UNKNOWN, because: [because] }, outside: false }];
    }
  }

  public receives(backend: Backend, sending: Sending): Receiving | undefined {
    const { workload, endpoint, port } = backend;
    const injection = workload && this.injection(workload);
    switch (injection?.proxy ?? (endpoint && supportsMutualTls(backend, undefined) ? Proxy.SIDECAR : Proxy.NONE)) {
      case Proxy.SIDECAR: {
        const protocol = workload ? this.registry.protocolOf(workload, port) : Protocol.DETECTED;
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
    if (destination.host === undefined) {
      return this.passedOn(destination, this.scopes.of(client), [{ statement: 'the client\'s proxy has no Service of that address' }]);
    }
    const scope = this.scopes.of(client);
    const host = this.visible.find(destination.host, client.namespace, destination.object);
    const port = host?.ports.find(({ number }) => number === destination.port);
    if (!host || !port) {
      return this.passedOn(destination, scope, [{ statement: `${destination.host} is not exported to the namespace ${JSON.stringify(client.namespace)}`, object: referenceTo(destination.object.manifest) }]);
    }
    if (scope && !imports(scope, host, port.number, client.namespace)) {
      return this.passedOn(destination, scope, [{ statement: `the Sidecar of the client leaves ${host.name} out`, object: referenceTo(scope.object.manifest, 'spec.egress') }]);
    }
    if (host.resolution === Resolution.ALIAS) {
      return this.legsOfAlias(host, client, destination, scope);
    }
    const caller: CallingProxy = { client, isGateway: false, sees: seen => importsFrom(scope, seen, client.namespace) };
    const routes = this.routes.routesOf(client, host.name, port.number, port.protocol);
    return routes
      ? routes.flatMap(route => this.legsOfRoute(route, port, caller))
      : this.legsOf({ host, port }, caller, []);
  }

  private legsOfGateway(gateway: Workload, destination: Destination): readonly Leg[] {
    const host = destination.host === undefined ? undefined : this.visible.find(destination.host, gateway.namespace, destination.object);
    const port = host?.ports.find(({ number }) => number === destination.port);
    if (!host || !port || host.resolution === Resolution.ALIAS) {
      return [{ sending: { transport: Transport.NONE, because: [{ statement: 'the gateway knows no such host' }] }, outside: false }];
    }
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
    return [{ sending: { transport: Transport.NONE, because: [...because, { statement: 'the client\'s proxy stops calls to unknown addresses: REGISTRY_ONLY', ...object ? { object } : {} }] }, outside: false }];
  }

  private legsOfAlias(alias: Host, client: Workload, destination: Destination, scope: SidecarScope | undefined): readonly Leg[] {
    const because: Reason[] = [{ statement: `${alias.name} stands for ${alias.alias}`, object: referenceTo(alias.object.manifest, 'spec.externalName') }];
    const target = this.visible.find(alias.alias!, client.namespace);
    return target && target.resolution !== Resolution.ALIAS
      ? this.legsOfSidecar(client, { ...destination, object: target.object, host: target.name })
        .map(leg => ({ ...leg, sending: { ...leg.sending, because: [...because, ...leg.sending.because] } }))
      : this.passedOn(destination, scope, because);
  }

  private legsOfRoute(route: RouteDestination, called: HostPort, caller: CallingProxy): readonly Leg[] {
    const because: Reason = { statement: `a route leads the call to ${route.host}${route.subset === undefined ? '' : `, subset ${route.subset}`}`, object: referenceTo(route.object.manifest, route.field) };
    const nowhere = (statement: string): Leg[] => [{ sending: { transport: Transport.NONE, because: [because, { statement }] }, outside: false }];
    const host = this.visible.find(route.host, caller.client.namespace);
    const port = host?.ports.find(({ number }) => number === (route.port ?? (host.ports.length === 1 ? host.ports[0].number : called.number)));
    if (!host || !port) {
      return nowhere(`there is no such host${host ? ' with that port' : ''}: the call fails`);
    }
    if (route.subset !== undefined && !this.rules.ruleFor(caller.client, host)?.subsets.some(({ name }) => name === route.subset)) {
      return nowhere(`no DestinationRule that the client's proxy uses has the subset ${route.subset}: the call fails`);
    }
    return this.legsOf({ host, port, subset: route.subset }, caller, [because]);
  }

  private legsOf(cluster: Cluster, caller: CallingProxy, because: readonly Reason[]): Leg[] {
    const { host, port, subset } = cluster;
    const labels = subset === undefined ? undefined : this.rules.ruleFor(caller.client, host)?.subsets.find(({ name }) => name === subset)?.labels;
    const backends = this.registry.backendsOf(host, port).filter(backend => !labels || selects(labels, subjectOf(backend)!.labels));
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
