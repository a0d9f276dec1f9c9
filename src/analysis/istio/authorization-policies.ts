import { byAge } from './age';
import { ISTIO_SECURITY } from './kinds';
import { IstioSettings } from './settings';
import { append } from '../../core/multi-map';
import { hasField, listAt, textAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Labels, SelectorIndex } from '../selector-index';
import { Subject } from '../workloads';

/** What a policy does with what its rules match. */
export type AuthorizationAction = 'ALLOW' | 'DENY' | 'CUSTOM';

/** An AuthorizationPolicy that sidecars and gateways enforce. */
export interface AuthorizationPolicy {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly action: AuthorizationAction;
  readonly selector: Labels;
  readonly rules: readonly unknown[];
}

/** The AuthorizationPolicies, findable by the workload that they protect. */
export class AuthorizationPolicies {
  public readonly all: readonly AuthorizationPolicy[];
  private readonly bySelector = new SelectorIndex<AuthorizationPolicy>();
  private readonly ofNamespaces = new Map<string, AuthorizationPolicy[]>();

  constructor(inventory: Inventory, private readonly settings: Required<IstioSettings>) {
    this.all = inventory.ofKind(ISTIO_SECURITY, 'AuthorizationPolicy').flatMap(read).sort(byAge);
    for (const policy of this.all) {
      if (policy.selector.size === 0) {
        append(this.ofNamespaces, policy.namespace, policy);
      } else {
        // A policy in the root namespace selects pods of every namespace.
        this.bySelector.add(policy.namespace === settings.rootNamespace ? EVERYWHERE : policy.namespace, policy.selector, policy);
      }
    }
  }

  /** The policies for a workload, those of the whole mesh first. */
  public for({ namespace, labels }: Subject): AuthorizationPolicy[] {
    return [
      ...this.ofNamespaces.get(this.settings.rootNamespace) ?? [],
      ...this.bySelector.selecting(EVERYWHERE, labels),
      ...namespace === this.settings.rootNamespace ? [] : this.ofNamespaces.get(namespace) ?? [],
      ...this.bySelector.selecting(namespace, labels),
    ];
  }
}

const EVERYWHERE = '*';

/** Policies that are attached to a Gateway or Service, that only log, or that are on trial decide nothing at a sidecar. */
function read(object: SourcedManifest): AuthorizationPolicy[] {
  const { manifest } = object;
  const action = textAt(manifest, 'spec', 'action') ?? 'ALLOW';
  const attached = hasField(manifest, 'spec', 'targetRef') || listAt(manifest, 'spec', 'targetRefs').length > 0;
  const onTrial = ['true', '1', 't', 'T', 'TRUE', 'True'].includes(textAt(manifest, 'metadata', 'annotations', 'istio.io/dry-run') ?? '');
  if (attached || onTrial || !(action === 'ALLOW' || action === 'DENY' || action === 'CUSTOM')) {
    return [];
  }
  return [{
    object,
    namespace: namespaceOf(object),
    action,
    selector: textMapAt(manifest, 'spec', 'selector', 'matchLabels'),
    rules: listAt(manifest, 'spec', 'rules'),
  }];
}
