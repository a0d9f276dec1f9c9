import { deploymentOf } from './deployment';
import { Plan, PlanProblem } from './plan';
import { rootPlan } from './root-plan';
import { strictPlan } from './strict-plan';
import { CHANGE_TYPES } from '../analysis/change/change-types';
import { rootRotations } from '../analysis/change/root-rotations';
import { strictMigrations } from '../analysis/change/strict-migrations';
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
      ...strictMigrations.changesIn(standing).map(change => strictPlan(change, standing)),
    ],
    ...deployed ? { deployment: deploymentOf(deployed, manifests) } : {},
    problems: [...unreadable(manifests), ...deployed ? unreadable(deployed) : []],
  };
}

function unreadable(state: State): PlanProblem[] {
  return CHANGE_TYPES.flatMap(type => type.problemsIn(state)).map(({ message, object }) => ({
    message, object, fix: 'Synthesize and deploy the manifests again with this version of the library; until then nothing is known of this change.',
  }));
}
