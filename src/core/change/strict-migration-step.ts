import { StrictMigrationRecord } from './strict-migration-record';
import { StrictStage } from './strict-stage';

/** A step that is not to be taken, by its name: something becomes strict that nobody has been able to watch before. */
export interface StrictStepProblem {
  readonly name: 'strict-before-gate';
  /** What becomes strict: `mesh`, the name of a namespace, or `namespace/name` of a workload. */
  readonly scope: string;
  /** What would come of it, in plain words. */
  readonly outage: string;
  readonly fix: string;
}

/**
 * Why a mesh must not go from one state to another on its way to strict; nothing if
 * it may. A state without a record is `undefined` where the mesh is permissive, and
 * STRICT_MESH where it is strict.
 *
 * A workload or namespace may become strict out of any stage in which it was watched,
 * and the mesh only after namespaces: what it makes strict besides them is what nobody
 * has named. Going back is always safe, since it refuses nobody.
 */
export function strictStepProblems(before: StrictMigrationRecord | undefined, after: StrictMigrationRecord | undefined): StrictStepProblem[] {
  if (!after || before?.stage === StrictStage.MESH) {
    return [];
  }
  if (after.stage === StrictStage.MESH) {
    return before?.stage === StrictStage.NAMESPACES ? [] : [meshTooEarly(before)];
  }
  return before ? [] : [...after.namespaces, ...after.workloads].map(scope => ({
    name: 'strict-before-gate',
    scope,
    outage: `"${scope}" would be strict without having been watched: every caller of it without a certificate of the mesh is refused from one moment to the next, and nobody knows whether there are any`,
    fix: OBSERVE_FIRST,
  }));
}

const OBSERVE_FIRST = 'Go to stage "observe" first, StrictMigration.observe({ reason, until }), and on when its gate has passed.';

function meshTooEarly(before: StrictMigrationRecord | undefined): StrictStepProblem {
  return {
    name: 'strict-before-gate',
    scope: 'mesh',
    outage: `everything would be strict at once, ${before ? `straight from stage "${before.stage}"` : 'without having been watched'}: every caller without a certificate of the mesh is refused everywhere in the same moment, and the one workload that would have shown it first takes all others with it`,
    fix: before ? 'Make single namespaces strict first, StrictMigration.strictNamespaces({ namespaces, reason, until }), and the mesh when their gates have passed.' : OBSERVE_FIRST,
  };
}
