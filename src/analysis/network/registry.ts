import { Backends } from './backends';
import { Backend } from './destination';
import { Host, HostPort, Hosts, Resolution } from './hosts';
import { Protocol } from './protocol';
import { remembered } from '../../core/remembered';
import { Inventory } from '../inventory';
import { byAge } from '../istio/age';
import { Workload } from '../workloads';

/** What can be called, by name, and what answers there. */
export class Registry {
  public readonly hosts: Hosts;
  private readonly backends: Backends;
  /** The hosts in front of a workload. */
  private readonly oldestFirst = remembered((workload: Workload): readonly Host[] => [...this.backends.hostsOf(workload)].sort(byAge));

  constructor(inventory: Inventory, clusterDomain: string) {
    this.hosts = new Hosts(inventory, clusterDomain);
    this.backends = new Backends(inventory, this.hosts);
  }

  /** What answers at a port of a host: at its own address where a proxy asks for that, and else where the host has none of its own. */
  public backendsOf(host: Host, port: HostPort, atAddress?: boolean): Backend[] {
    return this.backends.of(host, port, atAddress);
  }

  /** The workloads whose pods a host selects. */
  public podsOf(host: Host): readonly Workload[] {
    return this.backends.podsOf(host);
  }

  /** The ports of hosts that lead to a port of a workload. */
  public portsTo(workload: Workload, port: number): { readonly host: Host; readonly port: HostPort }[] {
    return this.backends.hostsOf(workload).flatMap(host => host.ports
      .filter(hostPort => this.backends.portOf(workload, host, hostPort) === port)
      .map(hostPort => ({ host, port: hostPort })));
  }

  /** What a port of a workload is declared to carry, by the hosts whose target it is. */
  public protocolOf(workload: Workload, port: number): Protocol {
    // Of several hosts that declare it differently, istiod goes by the oldest.
    for (const host of this.oldestFirst(workload)) {
      const declared = host.ports.find(hostPort => this.backends.portOf(workload, host, hostPort, false) === port);
      if (declared) {
        return declared.protocol;
      }
    }
    return Protocol.DETECTED;
  }

  /**
   * The headless Services, and hosts without resolution, by which the proxies of a mesh know the own address of a workload's pods, at a port,
   * the oldest first. Those that declare HTTP are none of them: for these a proxy listens at no address in particular.
   */
  public atAddressOf(workload: Workload, port: number): { readonly host: Host; readonly port: HostPort }[] {
    return this.oldestFirst(workload)
      .filter(({ resolution, hasAddresses }) => resolution === Resolution.PASSTHROUGH && !hasAddresses)
      .flatMap(host => host.ports
        .filter(hostPort => hostPort.number === port && hostPort.protocol !== Protocol.HTTP && hostPort.protocol !== Protocol.UDP)
        .filter(hostPort => this.backends.portOf(workload, host, hostPort) !== undefined)
        .map(hostPort => ({ host, port: hostPort })));
  }
}

/** The registry of the objects, made once for the same domain. */
export function registryOf(inventory: Inventory, clusterDomain: string): Registry {
  const known = inventory.view(registries);
  const registry = known.get(clusterDomain) ?? new Registry(inventory, clusterDomain);
  known.set(clusterDomain, registry);
  return registry;
}

/** The registries that were made, by the domain of the cluster. */
export function registries(): Map<string, Registry> {
  return new Map();
}
