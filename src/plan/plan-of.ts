import { deploymentOf } from './deployment';
import { intermediatePlan } from './intermediate-plan';
import { Plan, PlanProblem } from './plan';
import { rootPlan } from './root-plan';
import { strictPlan } from './strict-plan';
import { trustDomainPlan } from './trust-domain-plan';
import type { RecordedChange } from '../analysis/change/change-type';
import { CHANGE_TYPES } from '../analysis/change/change-types';
import { intermediateRotations } from '../analysis/change/intermediate-rotations';
import { rootRotations } from '../analysis/change/root-rotations';
import { strictMigrations } from '../analysis/change/strict-migrations';
import { trustDomainChanges } from '../analysis/change/trust-domain-changes';
import type { State } from '../analysis/diff/world';

/**
 * Where the changes of the manifests stand, and how they go on. If it is known what
 * is deployed, they stand where the cluster does, and the manifests are a step from there.
 */
export function planOf(manifests: State, deployed?: State): Plan {
  const standing = deployed ?? manifests;
  return {
    changes: [
      ...rootRotations.changesIn(standing).map(change => rootPlan(change, standing)),
      ...intermediateRotations.changesIn(standing).filter(isRecorded).map(change => intermediatePlan(change, standing)),
      ...trustDomainChanges.changesIn(standing).filter(isRecorded).flatMap(change => trustDomainPlan(change, standing)),
      ...strictMigrations.changesIn(standing).map(change => strictPlan(change, standing)),
    ],
    ...deployed ? { deployment: deploymentOf(deployed, manifests) } : {},
    problems: [...unreadable(manifests), ...deployed ? unreadable(deployed) : []],
  };
}

/** What was never changed needs no plan. */
function isRecorded({ isImplied = false }: RecordedChange<unknown>): boolean {
  return !isImplied;
}

function unreadable(state: State): PlanProblem[] {
  return CHANGE_TYPES.flatMap(type => type.problemsIn(state)).map(({ message, object }) => ({
    message, object, fix: 'Synthesize and deploy the manifests again with this version of the library; until then nothing is known of this change.',
  }));
}
