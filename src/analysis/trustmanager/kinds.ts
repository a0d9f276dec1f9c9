/** The API group of trust-manager's Bundle. */
export const TRUST_MANAGER = 'trust.cert-manager.io';
