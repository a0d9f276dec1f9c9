import { IstioSettings } from './settings';
import { Backend } from '../network/destination';
import { Host, HostPort } from '../network/hosts';
import { Registry } from '../network/registry';

/** A port of a host that a proxy knows. */
export interface VisiblePort {
  readonly host: Host;
  readonly port: HostPort;
}

/**
 * The hosts that the proxies of a namespace may know, as their exportTo says. Of
 * several of one name, one counts: of the client's own namespace, else a Service
 * rather than a ServiceEntry, else the oldest. What goes with it adds its ports. The routes of a sidecar lead to hosts
 * of its own namespace too that are not exported to it, where it sees none of the name.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/sidecar.go (selectServices, appendSidecarServices, collectImportedServices)
 */
export class VisibleHosts {
  constructor(private readonly registry: Registry, private readonly settings: Required<IstioSettings>) { }

  /** The host of a name that a namespace sees. */
  public find(name: string, client: string, isRouted = false): Host | undefined {
    return this.merged(name, client, isRouted)[0];
  }

  /** A port of the host of a name that a namespace sees. */
  public findPort(name: string, client: string, number: number, isRouted = false): VisiblePort | undefined {
    for (const host of this.merged(name, client, isRouted)) {
      const port = host.ports.find(candidate => candidate.number === number);
      if (port) {
        return { host, port };
      }
    }
    return undefined;
  }

  /** What answers at a port of a host, whichever of the objects of that name in its namespace says so. */
  public backendsOf({ host, port }: VisiblePort, atAddress?: boolean): Backend[] {
    return this.registry.hosts.named(host.name)
      .filter(({ namespace, resolution }) => namespace === host.namespace && resolution === host.resolution)
      .flatMap(same => same.ports
        .filter(({ number }) => number === port.number)
        .flatMap(samePort => this.registry.backendsOf(same, samePort, atAddress)));
  }

  private merged(name: string, client: string, isRouted: boolean): Host[] {
    const named = this.registry.hosts.named(name);
    const exported = named.filter(host => this.isVisible(host, client));
    const visible = exported.length === 0 && isRouted ? named.filter(({ namespace }) => namespace === client) : exported;
    const chosen = visible.find(({ namespace }) => namespace === client) ?? visible.find(({ isService }) => isService) ?? visible[0];
    return chosen === undefined ? [] : [chosen, ...visible.filter(host => host !== chosen && goesWith(host, chosen))];
  }

  private isVisible({ exportTo, namespace }: Host, client: string): boolean {
    const targets = exportTo.length > 0 ? exportTo : this.settings.defaultServiceExportTo;
    return targets.some(target => target === '*' || target === client || (target === '.' && namespace === client));
  }
}

function goesWith(a: Host, b: Host): boolean {
  const selects = ({ selector }: Host): string => JSON.stringify([...selector ?? []].sort());
  return !a.isService && !b.isService && a.namespace === b.namespace && a.resolution === b.resolution && selects(a) === selects(b);
}
