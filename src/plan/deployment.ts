import { Deployment, DeploymentStep } from './plan';
import type { RecordedChange } from '../analysis/change/change-type';
import { acceptedBy, CHANGE_TYPES, ChangeStep, problemsOf, stepsOf } from '../analysis/change/change-types';
import type { State } from '../analysis/diff/world';

/** What deploying the manifests would do to each change that the cluster, or they, know of. */
export function deploymentOf(deployed: State, manifests: State): Deployment {
  return {
    steps: CHANGE_TYPES.flatMap(type => stepsOf(type, deployed, manifests)
      .filter(step => [step.before, step.after].some(side => side && !side.isImplied) || problemsOf(step).length > 0)
      .map(stepOf)
      .sort((a, b) => (a.subject < b.subject ? -1 : 1))),
  };
}

const UNKNOWN = 'not recorded';
const ACCEPTED = 'may be deployed at once: what it breaks is accepted';

function stepOf<R>(step: ChangeStep<R>): DeploymentStep {
  const { subject, before, after, type } = step;
  const [from, to] = [before, after].map((change: RecordedChange<R> | undefined) => (change ? type.stageOf(change.record) : UNKNOWN));
  const problems = problemsOf(step);
  const accepted = acceptedBy(step);
  return {
    subject,
    deployed: from,
    manifests: to,
    statement: before && accepted && problems.length === 0 ? ACCEPTED : statementOf(before, after, from === to, problems.length > 0),
    isKnown: before !== undefined && after !== undefined,
    problems,
    ...accepted ? { accepted } : {},
  };
}

function statementOf(before: unknown, after: unknown, isSame: boolean, isIllegal: boolean): string {
  if (!after) {
    return 'the manifests do not have it: they are of another chain or mesh, or only a part of what is deployed. Give all of them';
  }
  if (!before) {
    return 'the cluster records nothing of it: this is not the cluster, or it was deployed with an older version of the library, or never. Nobody can say whether this is the next step';
  }
  if (isIllegal) {
    return 'must not be deployed';
  }
  return isSame ? 'nothing moves' : 'may be deployed, once the guards of this step hold';
}
