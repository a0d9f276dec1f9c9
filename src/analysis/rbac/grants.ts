import { textAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { RBAC } from './kinds';
import { PolicyRule } from './policy-rule';
import { Roles } from './roles';
import { Subject, subjectsOf } from './subject';
import { ObjectReference } from '../../core/finding';

/** A binding: who may do what, and where. */
export interface Grant {
  readonly binding: SourcedManifest;
  /** The role, which may be one that Kubernetes brings. */
  readonly role: ObjectReference;
  readonly subjects: readonly Subject[];
  /** The namespace in which it holds; `undefined` for the whole cluster. */
  readonly namespace?: string;
  /** The rules of the role; none if it is not known. */
  readonly rules: readonly PolicyRule[];
}

/** Every binding among the manifests, with the rules of its role. */
export function grants(inventory: Inventory): readonly Grant[] {
  const roles = new Roles(inventory);
  const rulesByRole = new Map<string, readonly PolicyRule[]>();
  return ['RoleBinding', 'ClusterRoleBinding'].flatMap(kind => inventory.ofKind(RBAC, kind).flatMap((binding): Grant[] => {
    const name = textAt(binding.manifest, 'roleRef', 'name');
    const ofNamespace = kind === 'RoleBinding' ? namespaceOf(binding) : undefined;
    const isCluster = ofNamespace === undefined || textAt(binding.manifest, 'roleRef', 'kind') !== 'Role';
    if (!name) {
      return [];
    }
    const key = JSON.stringify([isCluster ? null : ofNamespace, name]);
    const rules = rulesByRole.get(key) ?? (isCluster ? roles.inCluster(name) : roles.inNamespace(ofNamespace, name));
    rulesByRole.set(key, rules);
    return [{
      binding,
      role: isCluster ? { kind: 'ClusterRole', name } : { kind: 'Role', namespace: ofNamespace, name },
      subjects: subjectsOf(binding.manifest),
      rules,
      ...(ofNamespace !== undefined ? { namespace: ofNamespace } : {}),
    }];
  }));
}
