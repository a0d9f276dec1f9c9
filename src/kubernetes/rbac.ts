import { Construct } from 'constructs';
import { CheckedApiObject, NamespacedApiObject } from '../checks/checked-api-object';

export interface PolicyRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

/** Who is granted a role. */
export type Subject =
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'Group' | 'User'; readonly name: string };

export interface GrantProps {
  readonly name: string;
  readonly rules: PolicyRule[];
  readonly subjects: Subject[];
}

const GROUP = 'rbac.authorization.k8s.io';

/** A Role and the RoleBinding that grants it, under one name. */
export function grantInNamespace(scope: Construct, id: string, props: GrantProps & { readonly namespace: string }): void {
  const metadata = { name: props.name, namespace: props.namespace };
  new NamespacedApiObject(scope, id, { apiVersion: `${GROUP}/v1`, kind: 'Role', metadata, rules: props.rules });
  new NamespacedApiObject(scope, `${id}-binding`, { apiVersion: `${GROUP}/v1`, kind: 'RoleBinding', metadata, ...binding('Role', props) });
}

/** A ClusterRole and the ClusterRoleBinding that grants it, under one name. */
export function grantInCluster(scope: Construct, id: string, props: GrantProps): void {
  const metadata = { name: props.name };
  new CheckedApiObject(scope, id, { apiVersion: `${GROUP}/v1`, kind: 'ClusterRole', metadata, rules: props.rules });
  new CheckedApiObject(scope, `${id}-binding`, { apiVersion: `${GROUP}/v1`, kind: 'ClusterRoleBinding', metadata, ...binding('ClusterRole', props) });
}

function binding(kind: string, props: GrantProps): object {
  return {
    roleRef: { apiGroup: GROUP, kind, name: props.name },
    subjects: props.subjects.map(subject => subject.kind === 'ServiceAccount' ? subject : { apiGroup: GROUP, ...subject }),
  };
}
