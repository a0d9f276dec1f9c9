import { IstioSettings } from './settings';
import { SourcedManifest } from '../manifest';
import { Host } from '../network/hosts';
import { Registry } from '../network/registry';

/**
 * The hosts that the proxies of a namespace may know, as their exportTo says. Of
 * several of one name, the one of the client's own namespace counts, then that of
 * the object that was called, then a Service rather than a ServiceEntry.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/sidecar.go (selectServices)
 */
export class VisibleHosts {
  constructor(private readonly registry: Registry, private readonly settings: Required<IstioSettings>) { }

  /** The host of a name that a namespace sees. */
  public find(name: string, client: string, called?: SourcedManifest): Host | undefined {
    const visible = this.registry.hosts.named(name).filter(host => this.isVisible(host, client));
    return visible.find(({ namespace }) => namespace === client)
      ?? visible.find(({ object }) => object === called)
      ?? visible.find(({ object }) => object.manifest.kind === 'Service')
      ?? visible[0];
  }

  private isVisible({ exportTo, namespace }: Host, client: string): boolean {
    const targets = exportTo.length > 0 ? exportTo : this.settings.defaultServiceExportTo;
    return targets.some(target => target === '*' || target === client || (target === '.' && namespace === client));
  }
}
