export * from './client-tls';
export * from './destination-rule';
export * from './export-to';
export * from './peer-authentication';
