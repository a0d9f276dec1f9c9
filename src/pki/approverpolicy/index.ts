export * from './allowed-attributes';
export * from './allowed-values';
export * from './certificate-request-policy';
export * from './policy-constraints';
export * from './policy-selector';
export * from './private-key-constraint';
export * from './validation';
