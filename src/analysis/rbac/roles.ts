import { append } from '../../core/multi-map';
import { listAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { SourcedManifest } from '../manifest';
import { Labels, SelectorIndex } from '../selector-index';
import { RBAC } from './kinds';
import { PolicyRule, policyRules } from './policy-rule';

const EVERYTHING = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const USING = {
  apiGroups: ['', 'apps', 'batch'],
  resources: ['secrets', 'configmaps', 'pods', 'replicationcontrollers', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs', 'cronjobs'],
  verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
};

/** The roles that Kubernetes brings, as far as they say something about Secrets and pods, and the role that each is added to. */
const BUILT_IN: ReadonlyMap<string, { readonly rules: readonly object[]; readonly addedTo?: string }> = new Map([
  ['cluster-admin', { rules: [EVERYTHING] }],
  ['admin', { rules: [USING] }],
  ['edit', { rules: [USING], addedTo: 'admin' }],
  ['view', { rules: [], addedTo: 'edit' }],
]);

/** The roles among the manifests and those that Kubernetes brings, with what is aggregated into them. */
export class Roles {
  private readonly clusterRules = new Map<string, PolicyRule[]>();

  constructor(private readonly inventory: Inventory) {
    const aggregators = new SelectorIndex<string>();
    for (const { manifest } of inventory.ofKind(RBAC, 'ClusterRole')) {
      for (const selector of listAt(manifest, 'aggregationRule', 'clusterRoleSelectors')) {
        aggregators.add('', textMapAt(selector, 'matchLabels'), manifest.metadata.name);
      }
    }
    for (const name of BUILT_IN.keys()) {
      aggregators.add('', new Map([[`${RBAC}/aggregate-to-${name}`, 'true']]), name);
    }
    for (const role of inventory.ofKind(RBAC, 'ClusterRole')) {
      const rules = policyRules(role.manifest, role);
      for (const name of rules.length === 0 ? [] : reachedFrom(role, aggregators, inventory)) {
        for (const rule of rules) {
          append(this.clusterRules, name, rule);
        }
      }
    }
  }

  /** The rules of a Role in a namespace. */
  public inNamespace(namespace: string, name: string): readonly PolicyRule[] {
    const role = this.inventory.find(RBAC, 'Role', namespace, name);
    return role ? policyRules(role.manifest, role) : [];
  }

  /** The rules of a ClusterRole, its own and those that are aggregated into it. */
  public inCluster(name: string): readonly PolicyRule[] {
    const own = this.inventory.find(RBAC, 'ClusterRole', undefined, name) ? undefined : BUILT_IN.get(name);
    return [...own ? policyRules(own) : [], ...this.clusterRules.get(name) ?? []];
  }
}

/** The roles of which a role's rules are a part: itself, and those that aggregate it, directly or through others. */
function reachedFrom(role: SourcedManifest, aggregators: SelectorIndex<string>, inventory: Inventory): ReadonlySet<string> {
  const reached = new Set([role.manifest.metadata.name]);
  for (const name of reached) {
    const object = inventory.find(RBAC, 'ClusterRole', undefined, name);
    const next = aggregators.selecting('', labelsOf(object));
    for (const each of [...next, ...BUILT_IN.get(name)?.addedTo !== undefined ? [BUILT_IN.get(name)!.addedTo!] : []]) {
      reached.add(each);
    }
  }
  return reached;
}

function labelsOf(object: SourcedManifest | undefined): Labels {
  return textMapAt(object?.manifest, 'metadata', 'labels');
}
