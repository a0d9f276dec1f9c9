import { Construct } from 'constructs';
import { ClusterScopedApiObject, NamespacedApiObject } from '../checks/checked-api-object';

export interface PolicyRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

/** Who is granted a role. */
export interface Subject {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Grant {
  readonly name: string;
  readonly rules: PolicyRule[];
  readonly subjects: Subject[];
}

const GROUP = 'rbac.authorization.k8s.io';

/** A Role and the RoleBinding that grants it, under one name. */
export function grantInNamespace(scope: Construct, id: string, namespace: string, { name, rules, subjects }: Grant): void {
  const common = { apiVersion: `${GROUP}/v1`, metadata: { name, namespace } };
  new NamespacedApiObject(scope, id, { ...common, kind: 'Role', rules });
  new NamespacedApiObject(scope, `${id}-binding`, { ...common, kind: 'RoleBinding', roleRef: { apiGroup: GROUP, kind: 'Role', name }, subjects });
}

/** A ClusterRole and the ClusterRoleBinding that grants it, under one name. */
export function grantInCluster(scope: Construct, id: string, { name, rules, subjects }: Grant): void {
  const common = { apiVersion: `${GROUP}/v1`, metadata: { name } };
  new ClusterScopedApiObject(scope, id, { ...common, kind: 'ClusterRole', rules });
  new ClusterScopedApiObject(scope, `${id}-binding`, { ...common, kind: 'ClusterRoleBinding', roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name }, subjects });
}

export function serviceAccountSubject({ namespace, name }: { readonly namespace: string; readonly name: string }): Subject {
  return { kind: 'ServiceAccount', name, namespace };
}

export function groupSubject(name: string): Subject {
  return { apiGroup: GROUP, kind: 'Group', name };
}
