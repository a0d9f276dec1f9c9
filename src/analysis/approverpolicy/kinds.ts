/** The API group of approver-policy's CertificateRequestPolicy. */
export const APPROVER_POLICY = 'policy.cert-manager.io';
