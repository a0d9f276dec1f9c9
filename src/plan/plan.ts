import type { AcceptedHarm, StepProblem } from '../analysis/change/change-type';
import { StrictReport } from '../analysis/strict/breakage';
import { ObjectReference } from '../core/finding';

/** Where the changes stand that are made in several steps, and how they go on. */
export interface Plan {
  readonly changes: readonly ChangePlan[];
  /** What deploying the manifests would do to each change; absent if it is not known what is deployed. */
  readonly deployment?: Deployment;
  /** Records that cannot be used: of what they say, nothing is known. */
  readonly problems: readonly PlanProblem[];
}

/** Something that keeps a plan from being one. */
export interface PlanProblem {
  readonly message: string;
  readonly fix: string;
  readonly object?: ObjectReference;
}

/** One change, and where it stands. */
export interface ChangePlan {
  /** `root of chain "ca"`, `enforcement of the mesh` */
  readonly subject: string;
  /** The object that records it. */
  readonly object?: ObjectReference;
  /** The steps of it in their order; none if nothing is under way. */
  readonly stages: readonly Stage[];
  /** Where it stands, in plain words. */
  readonly standing: string;
  /** What the step to where it stands breaks on purpose; absent if it breaks nothing. */
  readonly accepted?: AcceptedHarm;
  /** What comes next; absent if nothing does. */
  readonly next?: NextStep;
  /** How to go back; absent if there is nothing to go back from. */
  readonly back?: WayBack;
}

/** Where a change stands and how it goes on, without what it is a change of. */
export type Progress = Omit<ChangePlan, 'subject' | 'object'>;

export interface Stage {
  readonly name: string;
  readonly state: 'done' | 'now' | 'to-come';
}

/** The next step of a change. */
export interface NextStep {
  /** The stage that it leads to. */
  readonly stage: string;
  /** What it does, in plain words. */
  readonly effect: string;
  readonly edit: Edit;
  /** What must be true before. */
  readonly guards: readonly Guard[];
  readonly wait: Wait;
  /** What becoming strict everywhere breaks, as far as the manifests show it; absent for other changes. */
  readonly breaks?: StrictReport;
  /** What it breaks on purpose; absent if it breaks nothing so. */
  readonly accepted?: AcceptedHarm;
}

/** The lines of the program that change. */
export interface Edit {
  /** Which lines go; none where the lines are only added. */
  readonly remove: readonly string[];
  /** Which lines come; none where the lines are only removed. */
  readonly add: readonly string[];
  /** What else there is to do. */
  readonly note?: string;
}

/** One thing that must be true before a step. */
export interface Guard {
  /** In plain words: `Has everybody loaded the new root?` */
  readonly question: string;
  /** Whether `cdk8s-mtls gate` answers it, as far as telemetry tells. */
  readonly isAnsweredByGate: boolean;
  /** Whether the gate must be told, with --since, when the phase was deployed; absent if telemetry tells it. */
  readonly needsSince?: true;
  /** How a person sees it: commands, or what to do in words. */
  readonly checks: readonly string[];
}

/** How long to wait at least, from when the step before has been deployed. */
export interface Wait {
  /** In milliseconds. */
  readonly least: number;
  readonly why: string;
}

export interface WayBack {
  readonly isSafe: boolean;
  /** What it means to go back, and until when it can be done. */
  readonly statement: string;
  readonly edit?: Edit;
}

/** What deploying the manifests would do. */
export interface Deployment {
  readonly steps: readonly DeploymentStep[];
}

export interface DeploymentStep {
  readonly subject: string;
  /** Where the change stands in the cluster, and where the manifests take it: `activate`, `drain`. */
  readonly deployed: string;
  readonly manifests: string;
  /** In plain words. */
  readonly statement: string;
  /** Whether both sides record the change, so that the step is known. */
  readonly isKnown: boolean;
  /** Why it must not be deployed; empty if it may, as far as it is known. */
  readonly problems: readonly StepProblem[];
  /** What it breaks on purpose; absent if it breaks nothing so. */
  readonly accepted?: AcceptedHarm;
}
