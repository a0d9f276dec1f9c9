/** Names that certificates below a CA may, or may not, carry. */
export interface ConstrainedNames {
  /**
   * DNS names and everything below them: `example.com`.
   *
   * @default - not constrained
   */
  readonly dnsDomains?: string[];

  /**
   * IP ranges: `10.0.0.0/8`.
   *
   * @default - not constrained
   */
  readonly ipRanges?: string[];

  /**
   * E-mail addresses, or their hosts.
   *
   * @default - not constrained
   */
  readonly emailAddresses?: string[];

  /**
   * Hosts of URIs, and for SPIFFE IDs the trust domain: `prod.example.com`, never
   * `spiffe://prod.example.com`.
   *
   * @default - not constrained
   */
  readonly uriDomains?: string[];
}

/**
 * The names to which a CA and everything below it are confined. cert-manager and
 * its CA issuer do not hold themselves to them: the peers that verify do.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10
 */
export interface NameConstraints {
  /**
   * The only names allowed.
   *
   * @default - all that are not excluded
   */
  readonly permitted?: ConstrainedNames;

  /**
   * Names that are refused.
   *
   * @default - none
   */
  readonly excluded?: ConstrainedNames;

  /**
   * Whether a peer that does not understand name constraints must refuse the
   * chain, as RFC 5280 demands.
   *
   * @default true
   */
  readonly critical?: boolean;
}
