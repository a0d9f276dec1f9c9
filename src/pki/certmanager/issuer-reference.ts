import { Duration } from 'cdk8s';

/** From where an issuer can be used. */
export enum IssuerScope {
  /** From the issuer's own namespace. */
  NAMESPACE = 'Namespace',
  /** From every namespace. */
  CLUSTER = 'Cluster',
}

/**
 * What is known of the certificates that an issuer gives, whatever they ask for.
 */
export interface IssuerLimits {
  /**
   * The longest lifetime that the issuer gives. It shortens a longer one, and a
   * renewal that is due before the shortened certificate even begins repeats
   * without end.
   *
   * @default - not known
   * @see https://github.com/cert-manager/cert-manager/issues/4423
   */
  readonly maxDuration?: Duration;

  /**
   * The path length that the issuer writes into CA certificates: how many CAs may
   * follow below. 0 means that such a CA can sign certificates of workloads and
   * no CA.
   *
   * @default - not known to be limited
   */
  readonly caPathLength?: number;
}

/**
 * A reference to an issuer, with what one must know of it to build on it.
 */
export interface IssuerReference {
  /** The name of the issuer. */
  readonly name: string;
  /** The kind, for example `Issuer`. */
  readonly kind: string;
  /** The API group, for example `cert-manager.io`. */
  readonly group: string;
  /** From where the issuer can be used. */
  readonly scope: IssuerScope;

  /**
   * The namespace of the issuer.
   *
   * @default - none for an issuer of the whole cluster; else that of the certificates that refer to it
   */
  readonly namespace?: string;

  /**
   * What the issuer is known to limit.
   *
   * @default - nothing
   */
  readonly limits?: IssuerLimits;
}

/** Anything that issues certificates through cert-manager. */
export interface ICertificateIssuer {
  /** The reference by which a Certificate names this issuer. */
  toIssuerReference(): IssuerReference;
}
