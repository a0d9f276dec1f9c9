import { CertificateNode, durationOf, isRenewed, renewBeforeOf } from '../certmanager/issuance';

/** How long one certificate of a chain lives, and what its CA leaves it. All times are milliseconds. */
export interface TierLifetime {
  readonly certificate: CertificateNode;
  /** The lifetime that it asks for; `undefined` if it cannot be read. */
  readonly duration?: number;
  /** How long before its end it is renewed; `undefined` if it is not. */
  readonly renewBefore?: number;
  /** The CA above it, if it is among the manifests. */
  readonly parent?: CertificateNode;
  /**
   * What is left of the CA at the end of the certificate, in the worst case: the
   * CA's renewBefore (its whole lifetime if it is not renewed) less the duration
   * of the certificate. Negative: the certificate outlives its CA.
   */
  readonly slack?: number;
}

/** The lifetimes of a certificate and of the CAs above it, nearest first. */
export function lifetimesOf(certificate: CertificateNode, authorities: readonly CertificateNode[]): TierLifetime[] {
  const tiers = [certificate, ...authorities];
  return tiers.map((tier, index) => tierLifetime(tier, tiers[index + 1]));
}

function tierLifetime(certificate: CertificateNode, parent: CertificateNode | undefined): TierLifetime {
  const duration = durationOf(certificate.spec);
  const remaining = parent && remainingOf(parent);
  return {
    certificate,
    ...(duration !== undefined ? { duration } : {}),
    ...(duration !== undefined && isRenewed(certificate.spec) ? { renewBefore: renewBeforeOf(certificate.spec, duration) } : {}),
    ...(parent ? { parent } : {}),
    ...(duration !== undefined && remaining !== undefined ? { slack: remaining - duration } : {}),
  };
}

/** What is left of a CA when it signs for the last time. */
function remainingOf({ spec }: CertificateNode): number | undefined {
  const duration = durationOf(spec);
  return duration === undefined || !isRenewed(spec) ? duration : renewBeforeOf(spec, duration);
}
