/** The API group of Kubernetes' roles and bindings. */
export const RBAC = 'rbac.authorization.k8s.io';
