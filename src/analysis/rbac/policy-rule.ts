import { Fields, isFields, listAt, textsAt } from '../fields';
import { SourcedManifest } from '../manifest';

/** One rule of a role: what may be done to which resources. */
export interface PolicyRule {
  /** The role in which it stands; `undefined` if Kubernetes brings it. */
  readonly role?: SourcedManifest;
  readonly apiGroups: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  /** The names that it is limited to; `undefined` for every name. */
  readonly resourceNames?: ReadonlySet<string>;
  readonly verbs: ReadonlySet<string>;
}

/** Something that a rule may allow. */
export interface Action {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** Reading a Secret. Whoever lists or watches Secrets gets their contents too. */
export const READ_SECRETS: Action = { group: '', resource: 'secrets', verbs: ['get', 'list', 'watch'] };

/** The ways to start a pod, which may mount any Secret of its namespace. */
export const START_PODS: readonly Action[] = [
  { group: '', resource: 'pods', verbs: ['create'] },
  { group: '', resource: 'replicationcontrollers', verbs: ['create', 'update', 'patch'] },
  ...['deployments', 'statefulsets', 'daemonsets', 'replicasets'].map(resource => ({ group: 'apps', resource, verbs: ['create', 'update', 'patch'] })),
  ...['jobs', 'cronjobs'].map(resource => ({ group: 'batch', resource, verbs: ['create', 'update', 'patch'] })),
];

/** The rules of a role, or of a role that Kubernetes brings. */
export function policyRules(value: unknown, role?: SourcedManifest): PolicyRule[] {
  return listAt(value, 'rules').filter(isFields).map((rule: Fields) => {
    const names = textsAt(rule, 'resourceNames');
    return {
      ...(role ? { role } : {}),
      apiGroups: new Set(textsAt(rule, 'apiGroups')),
      resources: new Set(textsAt(rule, 'resources')),
      verbs: new Set(textsAt(rule, 'verbs')),
      ...(names.length > 0 ? { resourceNames: new Set(names) } : {}),
    };
  });
}

/** Whether a rule allows one of the verbs of an action, on some object. */
export function allows({ apiGroups, resources, verbs }: PolicyRule, action: Action): boolean {
  return has(apiGroups, action.group) && has(resources, action.resource) && action.verbs.some(verb => has(verbs, verb));
}

/** Whether a rule allows everything, as that of the role `cluster-admin` does. */
export function allowsEverything({ apiGroups, resources, resourceNames, verbs }: PolicyRule): boolean {
  return [apiGroups, resources, verbs].every(set => set.has('*')) && !resourceNames;
}

function has(set: ReadonlySet<string>, value: string): boolean {
  return set.has('*') || set.has(value);
}
