import { fieldAt, listAt, textAt } from '../fields';
import { Manifest } from '../manifest';

/** Whom a binding grants a role. */
export interface Subject {
  readonly kind: 'ServiceAccount' | 'User' | 'Group';
  readonly name: string;
  /** Of a service account. */
  readonly namespace?: string;
}

const EVERYONE = new Set(['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts']);
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The subjects of a binding. */
export function subjectsOf(binding: Manifest): Subject[] {
  return listAt(binding, 'subjects').flatMap((subject): Subject[] => {
    const kind = textAt(subject, 'kind');
    const name = textAt(subject, 'name');
    if (!name || (kind !== 'ServiceAccount' && kind !== 'User' && kind !== 'Group')) {
      return [];
    }
    // A service account can be written as the user that it is.
    const account = kind === 'User' ? SERVICE_ACCOUNT.exec(name) : null;
    if (account) {
      return [{ kind: 'ServiceAccount', namespace: account[1], name: account[2] }];
    }
    return [kind === 'ServiceAccount' ? { kind, name, namespace: textAt(subject, 'namespace') ?? textAt(fieldAt(binding, 'metadata'), 'namespace') ?? '' } : { kind, name }];
  });
}

/** Whether a subject is everyone, or every pod. */
export function isEveryone({ kind, name }: Subject): boolean {
  return (kind === 'Group' && EVERYONE.has(name)) || (kind === 'User' && name === 'system:anonymous');
}

/** `ServiceAccount shop/web`, `Group auditors` */
export function describeSubject({ kind, name, namespace }: Subject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
