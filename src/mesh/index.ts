export * from './external-service';
export { ExternalMutualTlsFromFilesOptions, ExternalMutualTlsFromSecretOptions, ExternalTls, ExternalTlsOptions } from './external-tls';
export * from './mesh';
export { PortMode } from './mesh-capabilities';
export * from './mesh-client';
export { MeshNamespace, MeshNamespaceOptions } from './mesh-namespace';
export * from './mesh-service';
export * from './mesh-workload';
export * from './strict-migration';
