import { byAge } from './age';
import { ISTIO_SECURITY } from './kinds';
import { append } from '../../core/multi-map';
import { fieldsAt, textAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Labels, SelectorIndex } from '../selector-index';

/** What a PeerAuthentication asks of callers. `UNSET` inherits. */
export type PeerMode = string;

/** A PeerAuthentication as the rules see it. */
export interface PeerAuthentication {
  readonly object: SourcedManifest;
  readonly namespace: string;
  /** Empty for a policy of the whole namespace, or in the root namespace of the whole mesh. */
  readonly selector: Labels;
  readonly mode: PeerMode;
  /** The modes of single container ports, by the text of the port. */
  readonly ports: ReadonlyMap<string, PeerMode>;
}

/** The PeerAuthentications among the objects. */
export class PeerAuthentications {
  /** All of them, the oldest first: of several for the same pods, it alone counts. */
  public readonly all: readonly PeerAuthentication[];
  /** Those with a selector, in groups of the same selector. */
  public readonly groups: readonly (readonly PeerAuthentication[])[];
  /** The groups, findable by the labels of a pod. */
  public readonly bySelector = new SelectorIndex<readonly PeerAuthentication[]>();
  private readonly ofNamespaces = new Map<string, PeerAuthentication[]>();

  constructor(inventory: Inventory) {
    this.all = inventory.ofKind(ISTIO_SECURITY, 'PeerAuthentication').map(read).sort(byAge);
    const groups = new Map<string, PeerAuthentication[]>();
    for (const policy of this.all) {
      if (policy.selector.size === 0) {
        append(this.ofNamespaces, policy.namespace, policy);
      } else {
        append(groups, JSON.stringify([policy.namespace, ...[...policy.selector].sort()]), policy);
      }
    }
    this.groups = [...groups.values()];
    for (const group of this.groups) {
      this.bySelector.add(group[0].namespace, group[0].selector, group);
    }
  }

  /** The policies for a whole namespace. There should be one at most. */
  public ofNamespace(namespace: string): readonly PeerAuthentication[] {
    return this.ofNamespaces.get(namespace) ?? [];
  }

  /** The policy that a workload's own policy inherits from: its namespace's, else the mesh's, whichever sets a mode. */
  public above(namespace: string, rootNamespace: string): PeerAuthentication | undefined {
    return [...this.ofNamespace(namespace).slice(0, 1), ...this.ofNamespace(rootNamespace).slice(0, 1)].find(({ mode }) => mode !== 'UNSET');
  }
}

/** The view of an inventory's PeerAuthentications. */
export function peerAuthentications(inventory: Inventory): PeerAuthentications {
  return new PeerAuthentications(inventory);
}

function read(object: SourcedManifest): PeerAuthentication {
  const { manifest } = object;
  return {
    object,
    namespace: namespaceOf(object),
    selector: textMapAt(manifest, 'spec', 'selector', 'matchLabels'),
    mode: textAt(manifest, 'spec', 'mtls', 'mode') ?? 'UNSET',
    ports: new Map(Object.entries(fieldsAt(manifest, 'spec', 'portLevelMtls')).map(([port, mtls]) => [port, textAt(mtls, 'mode') ?? 'UNSET'])),
  };
}
