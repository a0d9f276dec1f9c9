export { CertificateRotation, CertificateRotationOptions, ChainRotation } from './certificate-rotation';
export { IntermediateCa, IntermediateCaOptions } from './intermediate-ca';
export * from './issuer-chain';
export { RootCa, RootCaExternalOptions, RootCaFromSecretOptions, RootCaVaultOptions } from './root-ca';
export { TrustBundle } from './trust-bundle';
