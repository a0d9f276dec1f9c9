import { Subject } from '../rbac/subject';

const PKI = /(?:^|-)(?:cert-manager(?:-cainjector|-webhook|-istio-csr|-approver-policy)?|trust-manager)$/;

/** Whether a subject is a part of what issues certificates and distributes roots, and so has the keys anyway. */
export function isOfPki({ kind, name, namespace }: Subject, rootNamespace: string): boolean {
  if (kind === 'Group') {
    return name === 'system:masters';
  }
  return kind === 'ServiceAccount' && (PKI.test(name) || (namespace === rootNamespace && /^istiod(?:-|$)/.test(name)));
}
