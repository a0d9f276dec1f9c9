export * from './bundle';
export * from './bundle-namespaces';
export * from './bundle-source';
export * from './bundle-target';
export * from './label-selector';
