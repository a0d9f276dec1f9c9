import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ClusterScopedApiObject } from '../checks/checked-api-object';

/** What the API server looks at, and what it requires. */
export interface AdmissionPolicy {
  /** The requests looked at. */
  readonly match: { readonly apiGroups: string[]; readonly apiVersions: string[]; readonly resources: string[]; readonly operations: string[] }[];
  /** The namespaces to which the policy is confined; the whole cluster if undefined. */
  readonly namespaces?: string[];
  /** CEL conditions under which a request is looked at. */
  readonly conditions?: { readonly name: string; readonly expression: string }[];
  /** CEL variables of the validations. */
  readonly variables?: { readonly name: string; readonly expression: string }[];
  /** CEL expressions that must hold, each with what the person refused is told. */
  readonly validations: { readonly expression: string; readonly message: string }[];
}

const GROUP_VERSION = 'admissionregistration.k8s.io/v1';

/**
 * A ValidatingAdmissionPolicy and the binding that makes it refuse. Needs
 * Kubernetes 1.30 or newer.
 *
 * @param policy is read when the app is synthesized
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function refuseUnless(scope: Construct, id: string, name: string, policy: () => AdmissionPolicy): void {
  new ClusterScopedApiObject(scope, id, {
    apiVersion: GROUP_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: Lazy.any({ produce: () => specOf(policy()) }),
  });
  new ClusterScopedApiObject(scope, `${id}-binding`, {
    apiVersion: GROUP_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
}

function specOf({ match, namespaces, conditions, variables, validations }: AdmissionPolicy): object {
  return {
    failurePolicy: 'Fail',
    matchConstraints: {
      namespaceSelector: namespaces && { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }] },
      resourceRules: match,
    },
    matchConditions: conditions,
    variables,
    validations: validations.map(validation => ({ ...validation, reason: 'Forbidden' })),
  };
}

/** A CEL text literal. */
export function celText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A CEL list of text literals. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** A CEL expression that holds if any of these does. */
export function anyOf(expressions: readonly string[]): string {
  return expressions.length === 1 ? expressions[0] : expressions.map(expression => `(${expression})`).join(' || ');
}
