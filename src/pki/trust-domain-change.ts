import { TrustDomainPhase } from '../core/change/trust-domain-phase';
import { TrustDomain } from '../core/trust-domain';
import { usageError } from '../core/usage-error';

/** Which trust domain takes the place of which. */
export interface TrustDomainChangeOptions {
  /** The trust domain so far, that of the chain. */
  readonly from: string;
  /** The trust domain that takes its place. */
  readonly to: string;
}

/**
 * How far the change of a chain's trust domain has come. The roots stay: what
 * changes is the name in each identity. On the way, meshes of the chain take an
 * identity of either domain for the same, and so do its guards. Edit it one phase at a time.
 *
 * @see https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/
 */
export class TrustDomainChange {
  /**
   * First: identities of the old domain are issued, and those of the new one taken
   * for the same. Always safe; to go back, take this value out again.
   */
  public static announce(options: TrustDomainChangeOptions): TrustDomainChange {
    return new TrustDomainChange('announce', TrustDomainPhase.ANNOUNCE, options);
  }

  /**
   * Second, when istiod has told all proxies of the new domain, and each intermediate
   * that is confined to the trust domain has been issued again (`cmctl renew`; a change of
   * its constraint alone is no reason for cert-manager to do so): identities of the
   * new domain are issued. Upgrade istiod and istio-csr together, and restart every pod before its
   * certificate ends: a sidecar asks for the identity with which it was
   * injected, and istio-csr refuses the old one from now on. To go back to `announce` is safe, and
   * takes the same restarts.
   */
  public static switchOver(options: TrustDomainChangeOptions): TrustDomainChange {
    return new TrustDomainChange('switchOver', TrustDomainPhase.SWITCH_OVER, options);
  }

  /**
   * Last, when no workload has an identity of the old domain any more: those are
   * refused. To go back to `switchOver` is safe. To end the change, take this value
   * out, and make the new domain the `trustDomain` of the chain.
   */
  public static settle(options: TrustDomainChangeOptions): TrustDomainChange {
    return new TrustDomainChange('settle', TrustDomainPhase.SETTLE, options);
  }

  /** The trust domain that is given up. */
  public readonly from: TrustDomain;

  /** The trust domain that takes its place. */
  public readonly to: TrustDomain;

  private constructor(
    name: string,
    /** How far it has come. */
    public readonly phase: TrustDomainPhase,
    options: TrustDomainChangeOptions,
  ) {
    this.from = TrustDomain.of(options.from);
    this.to = TrustDomain.of(options.to);
    if (options.from === options.to) {
      throw usageError(undefined, `TrustDomainChange.${name}({ from: "${options.from}", to: "${options.to}" })`, 'nothing would change', 'Name the new trust domain as "to".');
    }
  }

  /**
   * The trust domains whose identities are taken; that of which they are issued is the first.
   *
   * @internal
   */
  public get _accepted(): TrustDomain[] {
    switch (this.phase) {
      case TrustDomainPhase.ANNOUNCE:
        return [this.from, this.to];
      case TrustDomainPhase.SWITCH_OVER:
        return [this.to, this.from];
      default:
        return [this.to];
    }
  }
}
