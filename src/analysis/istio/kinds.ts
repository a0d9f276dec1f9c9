/** The API group of Istio's security policies. */
export const ISTIO_SECURITY = 'security.istio.io';

/** The API group of Istio's traffic rules. */
export const ISTIO_NETWORKING = 'networking.istio.io';
