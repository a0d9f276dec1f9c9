import { evaluateCel } from './_cel';
import { Manifest } from './_chain';

/** A request to the API server. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** The resource, with its subresource if any, for example `pods/ephemeralcontainers`. */
  readonly resource: string;
  readonly user: string;
  readonly groups?: string[];
  /** The object; with DELETE the one that is deleted. */
  readonly object: Manifest;
}

/** Whether the ValidatingAdmissionPolicies among the objects let a request through. */
export function isAdmitted(objects: Manifest[], request: AdmissionRequest): boolean {
  const bound = objects
    .filter(({ kind, spec }) => kind === 'ValidatingAdmissionPolicyBinding' && spec.validationActions.includes('Deny'))
    .map(({ spec }) => spec.policyName);
  return objects
    .filter(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && bound.includes(metadata.name))
    .every(({ spec }) => !isMatched(spec, request) || holds(spec, request));
}

function isMatched({ matchConstraints: { resourceRules, namespaceSelector } }: any, { resource, operation, object }: AdmissionRequest): boolean {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  const namespaces = namespaceSelector?.matchExpressions[0].values;
  return resourceRules.some((rule: any) => rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.operations.includes(operation))
    && (namespaces === undefined || namespaces.includes(object.metadata.namespace));
}

function holds(spec: any, { operation, resource, user, groups, object }: AdmissionRequest): boolean {
  const scope: Record<string, any> = {
    object: operation === 'DELETE' ? null : object,
    oldObject: operation === 'CREATE' ? null : object,
    request: {
      operation,
      resource: { resource: resource.split('/')[0] },
      namespace: object.metadata.namespace ?? '',
      userInfo: { username: user, groups },
    },
    variables: {},
  };
  if ((spec.matchConditions ?? []).some(({ expression }: any) => !evaluateCel(expression, scope))) {
    return true;
  }
  for (const { name, expression } of spec.variables ?? []) {
    scope.variables[name] = evaluateCel(expression, scope);
  }
  return spec.validations.every(({ expression }: any) => evaluateCel(expression, scope));
}
