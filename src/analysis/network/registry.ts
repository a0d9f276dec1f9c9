import { Backends } from './backends';
import { Backend } from './destination';
import { Host, HostPort, Hosts } from './hosts';
import { Protocol } from './protocol';
import { Inventory } from '../inventory';
import { Workload } from '../workloads';

/** What can be called, by name, and what answers there. */
export class Registry {
  public readonly hosts: Hosts;
  private readonly backends: Backends;

  constructor(inventory: Inventory, clusterDomain: string) {
    this.hosts = new Hosts(inventory, clusterDomain);
    this.backends = new Backends(inventory, this.hosts);
  }

  /** What answers at a port of a host. */
  public backendsOf(host: Host, port: HostPort): Backend[] {
    return this.backends.of(host, port);
  }

  /** The ports of hosts that lead to a port of a workload. */
  public portsTo(workload: Workload, port: number): { readonly host: Host; readonly port: HostPort }[] {
    return this.backends.hostsOf(workload).flatMap(host => host.ports
      .filter(({ target }) => target === port || (typeof target === 'string' && workload.ports.some(({ name, number }) => name === target && number === port)))
      .map(hostPort => ({ host, port: hostPort })));
  }

  /** What a port of a workload is declared to carry, by the hosts in front of it. */
  public protocolOf(workload: Workload, port: number): Protocol {
    return this.portsTo(workload, port)[0]?.port.protocol ?? Protocol.DETECTED;
  }
}
