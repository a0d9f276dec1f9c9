/** How far the change of a trust domain has come. Each phase is one change of the manifests. */
export enum TrustDomainPhase {
  /** Nothing is being changed. */
  STEADY = 'steady',
  /** Identities of the old domain are issued; those of the new one are taken for the same. */
  ANNOUNCE = 'announce',
  /** Identities of the new domain are issued; those of the old one are taken for the same. */
  SWITCH_OVER = 'switch-over',
  /** Identities of the new domain alone are issued and taken. */
  SETTLE = 'settle',
}

/** The phases of a change, in their order. */
export const TRUST_DOMAIN_PHASES = [TrustDomainPhase.ANNOUNCE, TrustDomainPhase.SWITCH_OVER, TrustDomainPhase.SETTLE] as const;
