import { Proxy } from './injection';
import { ISTIO_NETWORKING } from './kinds';
import { meshView } from './mesh';
import { within } from '../field-problem';
import { Fields, fieldsAt, hasField, integerAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Labels, SelectorIndex } from '../selector-index';
import { Workload, workloads } from '../workloads';

/** A server of a Gateway, as its manifest describes it. */
export interface DeclaredServer {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly selector: Labels;
  readonly field: string;
  readonly port?: number;
  /** The protocol in capital letters. */
  readonly protocol: string;
  readonly bind: string;
  readonly hosts: readonly string[];
  readonly tls?: Fields;
  readonly mode?: string;
}

/** The modes in which a gateway shows a certificate of its own. */
export const TERMINATING: ReadonlySet<string> = new Set(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL']);

/** The servers of the Gateways among the objects. */
export function declaredServers(inventory: Inventory): readonly DeclaredServer[] {
  return inventory.ofKind(ISTIO_NETWORKING, 'Gateway').flatMap(object => {
    const selector = textMapAt(object.manifest, 'spec', 'selector');
    return listAt(object.manifest, 'spec', 'servers').map((server, index) => ({
      object,
      namespace: namespaceOf(object),
      selector,
      field: within('spec.servers', index),
      port: integerAt(server, 'port', 'number'),
      protocol: (textAt(server, 'port', 'protocol') ?? '').toUpperCase(),
      bind: textAt(server, 'bind') ?? '',
      hosts: textsAt(server, 'hosts'),
      tls: hasField(server, 'tls') ? fieldsAt(server, 'tls') : undefined,
      mode: textAt(server, 'tls', 'mode'),
    }));
  });
}

/** The gateways among the workloads, and which of them each Gateway selects, in any namespace. */
export interface GatewayPods {
  readonly any: boolean;
  of(gateway: SourcedManifest): readonly Workload[];
}

export const gatewayPods = meshView((mesh, inventory): GatewayPods => {
  const everywhere = '*';
  const selectors = new SelectorIndex<SourcedManifest>();
  const selected = new Map<SourcedManifest, Workload[]>();
  for (const object of inventory.ofKind(ISTIO_NETWORKING, 'Gateway')) {
    selectors.add(everywhere, textMapAt(object.manifest, 'spec', 'selector'), object);
    selected.set(object, []);
  }
  const gateways = selected.size > 0 ? inventory.view(workloads).filter(workload => mesh.injection(workload).proxy === Proxy.GATEWAY) : [];
  for (const workload of gateways) {
    selectors.selecting(everywhere, workload.labels).forEach(object => selected.get(object)!.push(workload));
  }
  return { any: gateways.length > 0, of: gateway => selected.get(gateway) ?? [] };
});

/** The name of the Secret in a credentialName; undefined if it names something else. */
export function secretOf(server: DeclaredServer): { readonly name: string; readonly namespace?: string } | undefined {
  const credential = textAt(server.tls, 'credentialName') ?? '';
  const [, namespace, name] = /^kubernetes(?:-gateway)?:\/\/(?:([^/]+)\/)?([^/]+)$/.exec(credential) ?? [];
  if (name !== undefined) {
    return { name, namespace };
  }
  return credential === '' || /[:/]/.test(credential) ? undefined : { name: credential };
}

/**
 * Where the Secret of a server is looked for: where the gateway's pods run. Those of
 * the default installation are in the root namespace, if they are not among the objects.
 */
export function namespaceOfSecret(server: DeclaredServer, pods: GatewayPods, rootNamespace: string): string | undefined {
  const usual = server.selector.get('istio') === 'ingressgateway' ? rootNamespace : undefined;
  return secretOf(server)?.namespace ?? pods.of(server.object)[0]?.namespace ?? usual;
}
