/**
 * How far the replacement of a root has come. Each phase is one change of the
 * manifests; between two of them everybody must have followed.
 */
export enum RootPhase {
  /** One root signs; nothing is being replaced. */
  STEADY = 'steady',
  /** Both roots are trusted; the old one signs. */
  PUBLISH = 'publish',
  /** Both roots are trusted; the new one signs. */
  ACTIVATE = 'activate',
  /** As before, and nothing can be signed under the old root any more: what it signed is replaced, or ends. */
  DRAIN = 'drain',
  /** The new root alone is trusted. */
  RETIRE = 'retire',
}

/** The phases of a replacement, in their order. */
export const ROTATION_PHASES = [RootPhase.PUBLISH, RootPhase.ACTIVATE, RootPhase.DRAIN, RootPhase.RETIRE] as const;
export type RotationPhase = typeof ROTATION_PHASES[number];
