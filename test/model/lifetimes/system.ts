import { Move, System } from '../explorer';

/** How the certificates of a tier live. The first tier is the root, the last one signs nothing. */
export interface Tier {
  readonly name: string;
  readonly lifetime: number;
  /** How long before its end a CA is replaced; absent if its end alone makes somebody replace it. */
  readonly renewBefore?: number;
}

interface Certificate {
  /** How long it is valid yet. */
  readonly left: number;
  /** How long the certificate that signed it is valid yet, even if another has taken its place since. */
  readonly signerLeft: number;
}

/** A chain at a time. */
export interface Chain {
  /** The certificate of each tier that is in force. */
  readonly inForce: readonly Certificate[];
  /** One that somebody goes on using until its end, whatever is in force, and its tier. */
  readonly kept?: Certificate & { readonly tier: number };
}

/**
 * A chain in time. A CA is replaced when it is due, or as much later as the delay
 * allows (a controller that is down, a retry that waits). What it signs is issued at any
 * time: new pods come when they like, and renewals have jitter.
 */
export function lifetimeSystem(tiers: readonly Tier[], delay: number): System<Chain> {
  // By then a CA has been replaced; nobody refuses to sign with one that has ended.
  const latest = tiers.slice(0, -1).map(({ renewBefore = 0 }) => Math.max(renewBefore - delay, 0));
  return {
    initial: { inForce: tiers.reduce<Certificate[]>((chain, { lifetime }) => [...chain, issued(lifetime, chain[chain.length - 1])], []) },
    moves: chain => [
      ...latest.some((limit, tier) => chain.inForce[tier].left <= limit) ? [] : [{ who: 'time', what: 'passes', to: later(chain) }],
      ...replacements(tiers, chain),
      ...chain.kept ? [] : copies(tiers, chain),
    ],
    key: ({ inForce, kept }) => String.fromCharCode(...inForce.flatMap(lettersOf), ...kept ? [kept.tier, ...lettersOf(kept)] : []),
    violation: ({ kept }) => (kept && kept.signerLeft === 0 && kept.left > 0
      ? `the ${tiers[kept.tier - 1].name} that signed this ${tiers[kept.tier].name} has ended, and it says of itself that it has ${kept.left} left` : undefined),
  };
}

/** Nothing is above a root. */
function issued(lifetime: number, signer?: Certificate): Certificate {
  return { left: lifetime, signerLeft: signer ? signer.left : lifetime };
}

function lettersOf({ left, signerLeft }: Certificate): number[] {
  return [left, signerLeft];
}

function later({ inForce, kept }: Chain): Chain {
  const older = <Of extends Certificate>(certificate: Of): Of => ({
    ...certificate,
    left: Math.max(certificate.left - 1, 0),
    signerLeft: Math.max(certificate.signerLeft - 1, 0),
  });
  return { inForce: inForce.map(older), ...kept ? { kept: older(kept) } : {} };
}

/** What is below a CA that is replaced stays as it is: it has the old one's signature. */
function replacements(tiers: readonly Tier[], chain: Chain): Move<Chain>[] {
  return tiers.flatMap(({ name, lifetime, renewBefore = 0 }, tier) => {
    const signer = chain.inForce[tier - 1];
    if (!signer && chain.inForce[tier].left > renewBefore) {
      return [];
    }
    return [{
      who: name,
      what: signer ? `is issued again, to live ${lifetime}, by one that has ${signer.left} left` : 'is replaced by its successor',
      to: { ...chain, inForce: chain.inForce.map((certificate, place) => (place === tier ? issued(lifetime, signer) : certificate)) },
    }];
  });
}

/** Copies lag: what has been replaced may be in use until it ends. */
function copies(tiers: readonly Tier[], chain: Chain): Move<Chain>[] {
  return tiers.slice(1).map(({ name }, index) => {
    const tier = index + 1;
    return { who: name, what: 'is copied by somebody who keeps it to its end', to: { ...chain, kept: { ...chain.inForce[tier], tier } } };
  });
}
