import { Harm } from '../../core/change/harm';
import { describeDuration } from '../../core/go-duration';
import { shellWord } from '../../core/shell-word';
import { DeploymentStep, NextStep, Plan, Wait } from '../../plan/plan';
import { PlaceOf } from '../objects';

/** A plan, and what a report of it needs to know besides. */
export interface PlanReport {
  readonly plan: Plan;
  readonly placeOf: PlaceOf;
  /** The manifests as they were named, for the commands that are printed. */
  readonly paths: readonly string[];
  /** How much could not be read. */
  readonly problems: number;
}

/** What answers the questions before a step that telemetry answers. */
export function gateCommand({ paths }: PlanReport, { guards }: NextStep): string {
  const since = guards.some(({ needsSince }) => needsSince) ? '--since <when the phase was deployed> ' : '';
  return `cdk8s-mtls gate --prometheus <url> ${since}${paths.map(shellWord).join(' ')}`;
}

/** How long to wait, in words. */
export function waitText({ least, why }: Wait): string {
  return least === 0 ? `no time: ${why}` : `at least ${describeDuration(least)}: ${why}`;
}

/** Who is harmed by a step, how, and how long. */
export function harmText({ who, what, howLong }: Harm): string {
  return `${who} ${what}: ${howLong}`;
}

export function hasGates({ guards }: NextStep): boolean {
  return guards.some(({ isAnsweredByGate }) => isAnsweredByGate);
}

/** Whether the step that deploying the manifests takes is known, and cuts no connection. What is not known is no pass. */
export function mayBeDeployed({ deployment }: Plan): boolean {
  return deployment?.steps.every(mayBeTaken) ?? true;
}

export function mayBeTaken({ isKnown, problems }: DeploymentStep): boolean {
  return isKnown && problems.length === 0;
}

/** One line about the whole. */
export function conclusion({ plan, problems }: PlanReport): string {
  const unread = plan.problems.length + problems;
  const underWay = plan.changes.filter(({ next }) => next !== undefined).length;
  return [
    !mayBeDeployed(plan) ? 'Must not be deployed' : underWay === 0 ? 'No change is under way' : `${underWay} change${underWay === 1 ? '' : 's'} under way`,
    ...unread > 0 ? [`${unread} problem${unread === 1 ? '' : 's'} in reading: not everything is known`] : [],
  ].join('; ');
}
