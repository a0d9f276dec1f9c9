import { IConstruct } from 'constructs';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';

/** A service account written as `<namespace>/<name>`. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Reads `<namespace>/<name>`. */
export function parseServiceAccount(where: IConstruct, text: string): ServiceAccount {
  const [namespace, name, ...rest] = text.split('/');
  if (rest.length > 0 || name === undefined || dnsLabelProblem(namespace) || dnsSubdomainProblem(name)) {
    throw usageError(where, `service account "${text}"`, 'this is not <namespace>/<name>', 'Write for example "cert-manager/cert-manager".');
  }
  return { namespace, name };
}

/** The name by which the API server knows a service account. */
export function userName({ namespace, name }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${name}`;
}
