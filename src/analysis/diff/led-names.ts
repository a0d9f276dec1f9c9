import { append } from '../../core/multi-map';
import { listAt, textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { completeHost } from '../istio/destination-rules';
import { hostCovers } from '../istio/host-match';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { legsOf } from '../istio/route-legs';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Host, Resolution } from '../network/hosts';
import { Registry } from '../network/registry';

/**
 * To which names a call to a name may be led: by routes for whatever client, by names that only stand for others,
 * and where the address of a pod is called, by whichever name proxies know it from.
 */
export class LedNames {
  private readonly exact = new Map<string, string[]>();
  private readonly patterns: { readonly pattern: string; readonly names: readonly string[] }[] = [];

  constructor(inventory: Inventory, private readonly registry: Registry) {
    for (const service of inventory.ofKind(ISTIO_NETWORKING, 'VirtualService').filter(isForSidecars)) {
      const names = destinationsOf(service);
      for (const host of textsAt(service.manifest, 'spec', 'hosts').map(written => completeHost(written, namespaceOf(service)))) {
        if (host.startsWith('*')) {
          this.patterns.push({ pattern: host, names });
        } else {
          names.forEach(name => append(this.exact, host, name));
        }
      }
    }
  }

  /** Whether there are any routes for sidecars. */
  public get areRouted(): boolean {
    return this.exact.size > 0 || this.patterns.length > 0;
  }

  /** The names to which a call to a name is led at the next step. */
  public from(name: string): string[] {
    const { hosts } = this.registry;
    const named = hosts.named(name);
    return [
      ...named.flatMap(({ externalName }) => externalName ?? []),
      ...named.filter(isOfAddresses).flatMap(({ namespace }) => hosts.in(namespace).filter(isOfAddresses).map(host => host.name)),
      ...this.exact.get(name) ?? [],
      ...this.patterns.filter(({ pattern }) => hostCovers(pattern, name)).flatMap(({ names }) => names),
    ];
  }
}

/** Whether proxies know the pods behind a host by their own addresses. */
function isOfAddresses({ resolution }: Host): boolean {
  return resolution === Resolution.PASSTHROUGH;
}

/** Without gateways it is for sidecars, which are called `mesh`. Those of gateways lead to what is called in any case. */
function isForSidecars({ manifest }: SourcedManifest): boolean {
  const gateways = textsAt(manifest, 'spec', 'gateways');
  return gateways.length === 0 || gateways.includes('mesh');
}

function destinationsOf(service: SourcedManifest): string[] {
  const routes = ['http', 'tls', 'tcp'].flatMap(kind => listAt(service.manifest, 'spec', kind));
  const legs = routes.flatMap(route => [...legsOf(route, 'spec')]);
  return [...new Set(legs.flatMap(({ destination }) => textAt(destination, 'host') ?? []))].map(host => completeHost(host, namespaceOf(service)));
}
