import { lifetimeSlack, SignerLifetime } from '../../core/change/lifetime-fit';
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
  const signer = parent && signerLifetimeOf(parent);
  return {
    certificate,
    ...(duration !== undefined ? { duration } : {}),
    ...(duration !== undefined && isRenewed(certificate.spec) ? { renewBefore: renewBeforeOf(certificate.spec, duration) } : {}),
    ...(parent ? { parent } : {}),
    ...(duration !== undefined && signer ? { slack: lifetimeSlack(duration, signer) } : {}),
  };
}

/** How long a CA asks to live, and how early it is renewed; `undefined` if that cannot be read. */
export function signerLifetimeOf({ spec }: CertificateNode): SignerLifetime | undefined {
  const lifetime = durationOf(spec);
  return lifetime === undefined ? undefined : { lifetime, ...isRenewed(spec) ? { renewBefore: renewBeforeOf(spec, lifetime) } : {} };
}
