import { dnsSubdomainProblem } from './kubernetes-names';

/**
 * The trust domain of a mesh: the root of trust that its identities share.
 *
 * Narrower than SPIFFE allows, on purpose: Istio and cert-manager treat the
 * trust domain as a DNS name, so underscores are refused here and not later.
 *
 * @see https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md#21-trust-domain
 */
export class TrustDomain {
  /**
   * A trust domain by name.
   *
   * @param name for example `prod.example.com`
   * @throws if the name is not a DNS name in lower case
   */
  public static of(name: string): TrustDomain {
    if (name.startsWith('spiffe://')) {
      throw new Error(`trust domain "${name}": write the name alone, without "spiffe://": "${name.slice('spiffe://'.length).split('/')[0]}"`);
    }
    const problem = dnsSubdomainProblem(name);
    if (problem) {
      const lower = name.toLowerCase();
      const hint = lower !== name && dnsSubdomainProblem(lower) === undefined ? ` Did you mean "${lower}"?` : ' Write a DNS name, for example "prod.example.com".';
      throw new Error(`trust domain "${name}": ${problem}.${hint}`);
    }
    return new TrustDomain(name);
  }

  private constructor(
    /** The name, for example `prod.example.com`. */
    public readonly name: string,
  ) { }
}
