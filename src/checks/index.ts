export * from './mtls-checks';
