/** How far the replacement of an intermediate CA's key has come. Each phase is one change of the manifests. */
export enum IntermediatePhase {
  /** One generation signs; nothing is being replaced. */
  STEADY = 'steady',
  /** The next generation is issued; the one before signs. */
  PREPARE = 'prepare',
  /** The next generation signs; the one before could sign again. */
  ACTIVATE = 'activate',
  /** As before, and the one before can sign no more and is not renewed: what it signed is replaced, or ends. */
  DRAIN = 'drain',
  /** The Certificate of the one before is gone; its Secret is still guarded, until somebody deletes it. */
  RETIRE = 'retire',
}

/** The phases of a replacement, in their order. */
export const INTERMEDIATE_PHASES = [
  IntermediatePhase.PREPARE, IntermediatePhase.ACTIVATE, IntermediatePhase.DRAIN, IntermediatePhase.RETIRE,
] as const;
export type IntermediateRotationPhase = typeof INTERMEDIATE_PHASES[number];

/** The generation of an intermediate of which nothing else is said. */
export const FIRST_GENERATION = '1';
