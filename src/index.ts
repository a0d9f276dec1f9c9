export * from './core';
export * from './checks';
export { HelmValues, HelmValuesProps } from './kubernetes/helm-values';
export * from './pki';
export * from './mesh';
export * from './istio';

export * as certmanager from './pki/certmanager';
export * as trustmanager from './pki/trustmanager';
export * as approverpolicy from './pki/approverpolicy';
export * as istio from './istio/resources';

// Not for programs: cdk8s-cli looks here for the class that cdk8s.yaml names.
export { MtlsValidation } from './plugin';
