import type { ChainRotation } from './certificate-rotation';
import type { RootCa } from './root-ca';
import type { RootCompromise } from './root-compromise';
import type { RootRotation } from './root-rotation';
import type { TrustDomainChange } from './trust-domain-change';

/** An issuer chain. */
export interface IssuerChainProps {
  /** The trust domain of the identities that the chain certifies, for example `prod.example.com`. */
  readonly trustDomain: string;

  /**
   * How far the change from this trust domain to another one has come.
   *
   * @default - it is not being changed
   */
  readonly trustDomainChange?: TrustDomainChange;

  /**
   * The name with which the names of the chain's objects begin. Never change it:
   * under another name the chain gets other roots, which nobody trusts yet.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * The root CAs. All of them are trusted; one of them signs.
   *
   * @default - one that cert-manager makes: `RootCa.selfSigned('a')`
   */
  readonly roots?: RootCa[];

  /**
   * The slot of the root that signs intermediates. Must be said where there is
   * more than one root: a root that is listed is trusted, and it may sign only once
   * it is trusted everywhere.
   *
   * @default - what `rootRotation` says, or the slot of the only root
   */
  readonly activeRoot?: string;

  /**
   * How far the replacement of a root by another one has come; both are among
   * `roots`. It says which root signs, in place of `activeRoot`.
   *
   * @default - no root is being replaced
   */
  readonly rootRotation?: RootRotation;

  /**
   * How far the replacement of a root has come whose key somebody else may have, in
   * place of `rootRotation`. It cuts connections.
   *
   * @default - no root is compromised
   */
  readonly rootCompromise?: RootCompromise;

  /**
   * How long the certificates of each tier live, and how early they are replaced.
   *
   * @default - root 10 years, intermediates 90 days, workloads 24 hours
   */
  readonly rotation?: ChainRotation;

  /**
   * The namespace of the CA keys: cert-manager's cluster resource namespace and
   * trust-manager's trust namespace. No workload may run in it.
   *
   * @default "cert-manager"
   */
  readonly keyNamespace?: string;

  /**
   * Whether to emit the key namespace, labelled so that only restricted pods may
   * run in it.
   *
   * @default - true, unless it is `cert-manager`, which comes with cert-manager
   */
  readonly emitKeyNamespace?: boolean;

  /**
   * Who may do what with the CA keys and the issuers that use them.
   *
   * @default - cert-manager alone, enforced by the API server's admission policies
   */
  readonly keyProtection?: CaKeyProtectionOptions;
}

/** Who may do what with CA keys. */
export interface CaKeyProtectionOptions {
  /**
   * Groups that may read, write and delete the Secrets of the CAs, for emergencies.
   *
   * @default - none: cert-manager alone writes them
   */
  readonly administrators?: string[];

  /**
   * Whether to emit policies for approver-policy, with the RBAC that makes them
   * effective. It needs approver-policy in the cluster, and cert-manager's own
   * approver switched off: see the Helm values of the chain.
   *
   * @default false
   */
  readonly approverPolicy?: boolean;

  /**
   * The service account under which cert-manager's controller runs, as
   * `<namespace>/<name>`.
   *
   * @default "cert-manager/cert-manager"
   */
  readonly certManagerServiceAccount?: string;
}
