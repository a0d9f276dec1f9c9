/** How far a mesh has come on its way from permissive to strict. Each stage is one change of the manifests. */
export enum StrictStage {
  /** Plaintext is accepted everywhere, and watched. */
  OBSERVE = 'observe',
  /** Single workloads are strict. */
  WORKLOADS = 'workloads',
  /** Whole namespaces are strict, and single workloads of others may be. */
  NAMESPACES = 'namespaces',
  /** Everything is strict. */
  MESH = 'mesh',
}

/** The stages in their order. */
export const STRICT_STAGES = [StrictStage.OBSERVE, StrictStage.WORKLOADS, StrictStage.NAMESPACES, StrictStage.MESH] as const;
