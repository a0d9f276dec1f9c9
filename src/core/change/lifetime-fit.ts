/** How long a CA lives, as far as it matters to what it signs. All times are milliseconds. */
export interface SignerLifetime {
  /** What is left of it when it begins to sign. */
  readonly lifetime: number;
  /** How long before its end another one signs in its place; `undefined` if nothing but its end stops it. */
  readonly renewBefore?: number;
}

/** What is left of a CA when it signs for the last time. */
export function leftAtLastSignature({ lifetime, renewBefore }: SignerLifetime): number {
  return renewBefore ?? lifetime;
}

/**
 * What is left of a CA when the last certificate that it signed ends. Negative:
 * that certificate outlives it by so much, and is refused while it says of itself
 * that it is valid.
 */
export function lifetimeSlack(lifetime: number, signer: SignerLifetime): number {
  return leftAtLastSignature(signer) - lifetime;
}

/** Whether nothing that lives so long can outlive the CA that signs it: `lifetime(child) ≤ renewBefore(parent)`. */
export function lifetimeFits(lifetime: number, signer: SignerLifetime): boolean {
  return lifetimeSlack(lifetime, signer) >= 0;
}
