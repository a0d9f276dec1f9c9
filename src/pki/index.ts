export { CertificateRotation, CertificateRotationOptions, ChainRotation } from './certificate-rotation';
export { RotationPreset } from './rotation-preset';
export { IntermediateCa, IntermediateCaOptions } from './intermediate-ca';
export * from './issuer-chain';
export { RootCa, RootCaExternalOptions, RootCaFromSecretOptions, RootCaVaultOptions } from './root-ca';
export { RootRotation, RootRotationOptions } from './root-rotation';
export { TrustBundle } from './trust-bundle';
