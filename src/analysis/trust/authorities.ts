import { CaSecret } from '../certmanager/issuance';
import { Subject } from '../rbac/subject';

const PKI = /(?:^|-)(?:cert-manager(?:-cainjector|-webhook|-istio-csr|-approver-policy)?|trust-manager|aws-privateca-issuer|google-cas-issuer|step-issuer)$/;
const ISTIO = /^(?:istiod|istio-reader-service-account)(?:-|$)/;

/** Whether a subject is a part of what issues certificates and distributes roots, and so has the keys anyway. */
export function isOfPki({ kind, name, namespace }: Subject, rootNamespace: string): boolean {
  if (kind === 'Group') {
    return name === 'system:masters';
  }
  return kind === 'ServiceAccount' && (PKI.test(name) || (namespace === rootNamespace && ISTIO.test(name)));
}

/** `the key in Secret cert-manager/root`, or of several the first and how many more. */
export function describeSecrets([first, ...more]: readonly CaSecret[]): string {
  return `the key of a CA in the Secret ${first.namespace}/${first.name}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}
