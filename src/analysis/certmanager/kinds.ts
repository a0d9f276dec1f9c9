/** The API group of cert-manager's kinds. */
export const CERT_MANAGER = 'cert-manager.io';
