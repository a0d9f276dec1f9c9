export * from './core';
export * from './checks';
export * from './mesh';
export * as istio from './istio/resources';
export * as certmanager from './pki/certmanager';
export * as trustmanager from './pki/trustmanager';
export * as approverpolicy from './pki/approverpolicy';
