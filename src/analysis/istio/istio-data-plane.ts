import { AuthorizationPolicies } from './authorization-policies';
import { Calling } from './calling';
import { Clusters, undelivered } from './clusters';
import { DestinationRuleIndex } from './destination-rule-index';
import { EnvoyFilters } from './envoy-filters';
import { GatewayServers } from './gateway-servers';
import { identityOf } from './identity';
import { receivedBySidecar } from './inbound';
import { Injection, injectionOf, Proxy } from './injection';
import { bypassesInbound } from './interception';
import { PeerModes } from './peer-mode';
import { IstioSettings } from './settings';
import { SidecarScopes } from './sidecar-scopes';
import { supportsMutualTls } from './tls-support';
import { VirtualServices } from './virtual-services';
import { VisibleHosts } from './visible-hosts';
import { remembered } from '../../core/remembered';
import { DataPlane, Leg, Receiving, Sending, Transport } from '../flows/data-plane';
import { Inventory } from '../inventory';
import { Backend, Destination, subjectOf } from '../network/destination';
import { receivedByApplication } from '../network/direct';
import { Registry } from '../network/registry';
import { Workload } from '../workloads';

/** Istio with sidecars and gateways. */
export class IstioDataPlane implements DataPlane {
  public readonly name = 'istio';
  public readonly policies: AuthorizationPolicies;
  public readonly rules: DestinationRuleIndex;
  public readonly modes: PeerModes;
  public readonly routes: VirtualServices;
  /** Which proxy the pods of a workload get, and why. */
  public readonly injection = remembered((workload: Workload): Injection => injectionOf(workload, this.inventory, this.settings));
  private readonly gateways: GatewayServers;
  public readonly visible: VisibleHosts;
  private readonly calling: Calling;
  private readonly filters: EnvoyFilters;

  constructor(private readonly inventory: Inventory, public readonly registry: Registry, public readonly settings: Required<IstioSettings>) {
    this.policies = new AuthorizationPolicies(inventory, settings);
    this.rules = new DestinationRuleIndex(inventory, settings);
    this.modes = new PeerModes(inventory, settings.rootNamespace);
    this.routes = new VirtualServices(inventory, settings);
    this.gateways = new GatewayServers(inventory, registry);
    this.visible = new VisibleHosts(registry, settings);
    this.filters = new EnvoyFilters(inventory, settings.rootNamespace);
    const clusters = new Clusters(this.visible, this);
    this.calling = new Calling(registry, this.visible, this.routes, new SidecarScopes(inventory, settings), clusters, settings);
  }

  public legs(client: Workload, destination: Destination): readonly Leg[] | undefined {
    const { proxy, because } = this.injection(client);
    switch (proxy) {
      case Proxy.NONE:
        return undefined;
      case Proxy.SIDECAR:
        return this.noting(client, this.calling.bySidecar(client, destination));
      case Proxy.GATEWAY:
        return this.noting(client, this.calling.byGateway(client, destination));
      default:
        return [undelivered(Transport.UNKNOWN, [because])];
    }
  }

  public receives(backend: Backend, sending: Sending, outside?: boolean): Receiving | undefined {
    const receiving = this.received(backend, sending, outside);
    const subject = subjectOf(backend);
    return receiving && subject ? { ...receiving, because: [...receiving.because, ...this.filters.of(subject)] } : receiving;
  }

  /** The legs of a call, each with what rewrites the proxy of its client. */
  private noting(client: Workload, legs: readonly Leg[]): readonly Leg[] {
    const filters = this.filters.of(client);
    return filters.length === 0 ? legs : legs.map(leg => ({ ...leg, sending: { ...leg.sending, because: [...leg.sending.because, ...filters] } }));
  }

  private received(backend: Backend, sending: Sending, outside?: boolean): Receiving | undefined {
    const { workload, endpoint, port } = backend;
    const injection = workload && this.injection(workload);
    switch (injection?.proxy ?? (endpoint && supportsMutualTls(backend, undefined) ? Proxy.SIDECAR : Proxy.NONE)) {
      case Proxy.SIDECAR: {
        const subject = subjectOf(backend)!;
        const bypass = bypassesInbound(subject, port);
        if (bypass) {
          return receivedByApplication(sending, [bypass], outside);
        }
        const protocol = workload ? this.registry.protocolOf(workload, port) : sending.carries;
        const account = (workload ?? endpoint)?.serviceAccount;
        const identity = identityOf(subject.namespace, account, this.settings);
        if (sending.expects?.length && !sending.expects.includes(identity)) {
          return { served: false, perRequest: false, because: [{ statement: `the server is ${identity}, which the client does not expect` }] };
        }
        return receivedBySidecar(subject, port, protocol, sending, this);
      }
      case Proxy.GATEWAY:
        return this.gateways.receives(workload!, port, sending);
      case Proxy.NONE:
        return undefined;
      default:
        return { served: undefined, perRequest: false, because: [injection!.because] };
    }
  }
}
