import { Deployment, DeploymentStep } from './plan';
import type { ChangeType, RecordedChange } from '../analysis/change/change-type';
import { CHANGE_TYPES } from '../analysis/change/change-types';
import type { State } from '../analysis/diff/world';

/** What deploying the manifests would do to each change that the cluster, or they, know of. */
export function deploymentOf(deployed: State, manifests: State): Deployment {
  return { steps: CHANGE_TYPES.flatMap(type => stepsOf(type, deployed, manifests)) };
}

function stepsOf<R>(type: ChangeType<R>, deployed: State, manifests: State): DeploymentStep[] {
  const [before, after] = [deployed, manifests].map(state => new Map(type.changesIn(state).map(change => [change.subject, change])));
  const isRecorded = (subject: string): boolean => [before, after].some(side => side.has(subject) && !side.get(subject)!.isImplied);
  const subjects = [...new Set([...before.keys(), ...after.keys()])].filter(isRecorded).sort();
  return subjects.map(subject => stepOf(subject, before.get(subject), after.get(subject), type));
}

const UNKNOWN = 'not recorded';
const ACCEPTED = 'may be deployed at once: what it breaks is accepted';

type Side<R> = RecordedChange<R> | undefined;

function stepOf<R>(subject: string, before: Side<R>, after: Side<R>, type: ChangeType<R>): DeploymentStep {
  const nameOf = (change: Side<R>): string => (change ? type.stageOf(change.record) : UNKNOWN);
  const [from, to] = [nameOf(before), nameOf(after)];
  const problems = after ? type.stepProblems(before, after) : [];
  const accepted = after && from !== to ? type.harmsOf?.(after.record) : undefined;
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
