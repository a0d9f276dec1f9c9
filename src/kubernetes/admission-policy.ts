import { Construct } from 'constructs';
import { CheckedApiObject } from '../checks/checked-api-object';

/** One requirement that the API server holds requests to. */
export interface AdmissionPolicyProps {
  readonly name: string;
  /** The requests looked at. */
  readonly match: { readonly apiGroups: string[]; readonly apiVersions: string[]; readonly resources: string[]; readonly operations: string[] }[];
  /** The namespace to which the policy is confined; the whole cluster if undefined. */
  readonly namespace?: string;
  /** CEL conditions under which a request is looked at, by name. */
  readonly conditions?: { readonly name: string; readonly expression: string }[];
  /** CEL variables for the validations. */
  readonly variables?: { readonly name: string; readonly expression: string }[];
  /** CEL expressions that must hold, each with what the person refused is told. */
  readonly validations: { readonly expression: string; readonly message: string }[];
}

const GROUP_VERSION = 'admissionregistration.k8s.io/v1';

/**
 * A ValidatingAdmissionPolicy and the binding that makes it refuse.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function refuseUnless(scope: Construct, id: string, props: AdmissionPolicyProps): void {
  const metadata = { name: props.name };
  new CheckedApiObject(scope, id, {
    apiVersion: GROUP_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: props.namespace ? { matchLabels: { 'kubernetes.io/metadata.name': props.namespace } } : undefined,
        resourceRules: props.match,
      },
      matchConditions: props.conditions,
      variables: props.variables,
      validations: props.validations.map(validation => ({ ...validation, reason: 'Forbidden' })),
    },
  });
  new CheckedApiObject(scope, `${id}-binding`, {
    apiVersion: GROUP_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: { policyName: props.name, validationActions: ['Deny'] },
  });
}
