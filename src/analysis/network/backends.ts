import { Host, HostPort, Hosts, portsOf, Resolution } from './hosts';
import { append } from '../../core/multi-map';
import { fieldsAt, textAt, textMapAt } from '../fields';
import { Backend, Endpoint } from './destination';
import { Inventory } from '../inventory';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Labels, SelectorIndex } from '../selector-index';
import { containerPortOf } from '../services';
import { Workload, workloads } from '../workloads';

/** A WorkloadEntry: a workload outside Kubernetes, registered by hand. */
interface RegisteredWorkload extends Endpoint {
  readonly ports: ReadonlyMap<string, number>;
}

/** What answers behind each host. */
export class Backends {
  private readonly pods = new Map<Host, Workload[]>();
  private readonly registered = new Map<Host, RegisteredWorkload[]>();
  private readonly inFront = new Map<Workload, Host[]>();

  constructor(inventory: Inventory, hosts: Hosts) {
    const selecting = new SelectorIndex<Host>();
    hosts.all.forEach(host => selecting.add(host.namespace, host.selector ?? new Map(), host));
    for (const workload of inventory.view(workloads)) {
      for (const host of selecting.selecting(workload.namespace, workload.labels)) {
        append(this.pods, host, workload);
        append(this.inFront, workload, host);
      }
    }
    for (const entry of inventory.ofKind(ISTIO_NETWORKING, 'WorkloadEntry')) {
      const spec = fieldsAt(entry.manifest, 'spec');
      const labels = labelsOfWorkloadEntry(entry);
      for (const host of selecting.selecting(namespaceOf(entry), labels)) {
        append(this.registered, host, { object: entry, namespace: namespaceOf(entry), labels, ports: portsOf(spec), serviceAccount: textAt(spec, 'serviceAccount') });
      }
    }
  }

  /**
   * What answers at a port of a host. Whoever calls the address of a pod, as the DNS gives it for a
   * headless Service, reaches the port that is called: only a virtual address has ports that lead elsewhere.
   */
  public of(host: Host, port: HostPort, atAddress?: boolean): Backend[] {
    return [
      ...this.podsOf(host).flatMap(workload => {
        const answering = this.portOf(workload, host, port, atAddress);
        return answering === undefined ? [] : [{ workload, port: answering }];
      }),
      ...(this.registered.get(host) ?? []).map(endpoint => ({ endpoint, port: endpoint.ports.get(port.name) ?? numberOf(port) })),
      ...host.endpoints.map(({ field, labels, ports, serviceAccount }) => ({
        endpoint: { object: host.object, field, namespace: host.namespace, labels, serviceAccount },
        port: ports.get(port.name) ?? numberOf(port),
      })),
    ];
  }

  /** The port of a workload that answers at a port of a host in front of it. */
  public portOf(workload: Workload, { resolution }: Host, port: HostPort, atAddress = resolution === Resolution.PASSTHROUGH): number | undefined {
    const target = containerPortOf(port, workload);
    return target !== undefined && atAddress ? port.number : target;
  }

  /** The workloads whose pods a host selects. */
  public podsOf(host: Host): readonly Workload[] {
    return this.pods.get(host) ?? [];
  }

  /** The hosts in front of a workload. */
  public hostsOf(workload: Workload): readonly Host[] {
    return this.inFront.get(workload) ?? [];
  }
}

/** The labels of a WorkloadEntry: those of its metadata come before those of its spec. */
export function labelsOfWorkloadEntry({ manifest }: SourcedManifest): Labels {
  return new Map([...textMapAt(manifest, 'spec', 'labels'), ...textMapAt(manifest, 'metadata', 'labels')]);
}

function numberOf({ target, number }: HostPort): number {
  return typeof target === 'number' ? target : number;
}
