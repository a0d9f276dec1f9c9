import { Renewal } from './renewal-time';
import { ObjectReference } from '../../core/finding';

/** Whether a certificate signs itself, signs others under a root, or signs nothing. */
export type Tier = 'root' | 'intermediate' | 'leaf';

/**
 * Where the dates of a certificate come from:
 *
 * - `status`: from what cert-manager wrote into the Certificate
 * - `certificate`: from the certificate itself, which a manifest shows
 * - `assumed`: it is taken to be issued now
 */
export type Basis = 'status' | 'certificate' | 'assumed';

/** The dates of a certificate, in milliseconds since 1970. */
export interface Life {
  readonly basis: Basis;
  readonly issued: number;
  readonly expires: number;
  readonly renewal: Renewal;
}

/** A certificate as one source of the schedule knows it. */
export interface Entry {
  /** What tells it from all others, also between two runs. */
  readonly id: string;
  /** What a person calls it. */
  readonly title: string;
  /** The object that says that there is such a certificate. */
  readonly object?: ObjectReference;
  readonly tier: Tier;
  /** Who signs it, in words. */
  readonly issuer: string;
  /** The certificate with whose key it is signed; nothing for a root, and where that is not known. */
  readonly signer?: string;
  /** The dates; nothing where they cannot be told, for a reason among the notes. */
  readonly life?: Life;
  /** Whether its own end is not its own: it is replaced whenever its CA is. */
  readonly followsSigner?: boolean;
  /** What else there is to know about it. */
  readonly notes: readonly string[];
}

/** A bundle that gives a certificate to those who are to trust it. */
export interface TrustingBundle {
  readonly object: ObjectReference;
  /** The workloads, Gateways and DestinationRules that read it. */
  readonly consumers: readonly ObjectReference[];
}

/** A certificate, and what depends on it. */
export interface ScheduledCertificate extends Entry {
  /** How many CAs of the schedule are above it. */
  readonly depth: number;
  /** What is left of its CA when it ends, in the worst case; negative if it outlives it. Nothing where that is not known. */
  readonly slack?: number;
  /** The last moment at which somebody must have replaced a CA that is not renewed by itself. */
  readonly replaceBy?: number;
  /** The certificates that it signs, by their ids. */
  readonly signs: readonly string[];
  /** Who presents it. */
  readonly presentedBy: readonly ObjectReference[];
  /** Where it is trusted. */
  readonly trustedBy: readonly TrustingBundle[];
  /** Who trusts it without a bundle: by the `ca.crt` beside a certificate of their own. */
  readonly trustedBeside: readonly ObjectReference[];
}
