import { ALL, intersection, NONE, Roots, slotsOf, union } from './roots';
import { Follows, State, World } from './state';
import { rootSetsOf, RotationStepProblem, rotationStepProblems } from '../../../src/core/change/root-rotation-step';
import { IllegalRootStep, illegalSteps } from '../../../src/core/change/root-sets';
import { Move } from '../explorer';

/** What an operator looks at before a step. */
export interface Sight {
  /** Where the roots must have arrived for a consumer to count as one that trusts them. */
  readonly trust: readonly ('applied' | 'copied' | 'mounted' | 'loaded')[];
  /** Where a root must be gone from for it to count as no longer in use. */
  readonly use: readonly ('applied' | 'intermediate' | 'issued' | 'presented')[];
  /** Which consumers are looked at. */
  readonly consumers: readonly Follows[];
  /** How many of the clusters are looked at. */
  readonly clusters: number;
}

/** Everything, everywhere. */
export const FULL_SIGHT: Sight = {
  trust: ['applied', 'copied', 'mounted', 'loaded'],
  use: ['applied', 'intermediate', 'issued', 'presented'],
  consumers: ['reloading', 'restarting'],
  clusters: Infinity,
};

/** Who decides what is in Git. The right one may write any stage at any time that the product does not refuse. */
export interface Operator {
  /** Whether a step is compared with Git, and with what each cluster has applied, by the product's rules. */
  readonly compares: readonly ('git' | 'clusters')[];
  /** Whether the records are asked whether a step is legal. */
  readonly heedsRecords: boolean;
  /** What is looked at to see whether a step's guards hold; nothing if they are not heeded. */
  readonly sight?: Sight;
  /** Goes through the stages in their order, and never back. */
  readonly straightOn: boolean;
}

export const RIGHT: Operator = { compares: ['git', 'clusters'], heedsRecords: true, sight: FULL_SIGHT, straightOn: false };

/** Why the product refuses a step: by the records alone, and by what has become of them. */
export interface Refusal {
  readonly byRecords: readonly RotationStepProblem['name'][];
  readonly byGuards: readonly IllegalRootStep[];
}

export function operatorMoves(world: World, operator: Operator, state: State): Move<State>[] {
  const seen = operator.sight ? seenBy(operator.sight, world, state) : undefined;
  const from = beginnings(operator, state);
  return world.stages.flatMap((stage, to) => (isNext(operator, state.head, to) && mayGo(world, operator, from, to, seen)
    ? [{ who: 'Git', what: `${stage.name}: ${stage.saying}`, to: { ...state, head: to } }] : []));
}

/** Why the product refuses a step, for one who looks at everything. */
export function refusalOf(world: World, state: State, to: number): Refusal {
  const seen = seenBy(FULL_SIGHT, world, state);
  const each = beginnings(RIGHT, state).map(({ stage, cluster }) => productRefusal(world, stage, to, cluster, seen));
  return { byRecords: unique(each.flatMap(({ byRecords }) => byRecords)), byGuards: unique(each.flatMap(({ byGuards }) => byGuards)) };
}

function isNext({ straightOn }: Operator, head: number, to: number): boolean {
  return straightOn ? to === head + 1 : to !== head;
}

function mayGo(world: World, operator: Operator, from: readonly Beginning[], to: number, seen: Seen | undefined): boolean {
  return from.every(({ stage, cluster }) => {
    const { byRecords, byGuards } = productRefusal(world, stage, to, cluster, seen ?? NOTHING_SEEN);
    return (!operator.heedsRecords || byRecords.length === 0) && (!seen || byGuards.length === 0);
  });
}

interface Beginning {
  readonly stage: number;
  readonly cluster: number;
}

/** The stages at which a step begins, each in its cluster. */
function beginnings({ compares }: Operator, { head, clusters }: State): Beginning[] {
  return clusters.flatMap(({ applied }, cluster) => [
    ...compares.includes('git') ? [{ stage: head, cluster }] : [],
    ...compares.includes('clusters') ? [{ stage: applied, cluster }] : [],
  ]);
}

/** What has become of the roots, as far as is looked. */
interface Seen {
  readonly inUse: Roots;
  readonly trustedByAll: Roots;
}

const NOTHING_SEEN: Seen = { inUse: NONE, trustedByAll: ALL };

function seenBy(sight: Sight, world: World, { clusters }: State): Seen {
  let { inUse, trustedByAll } = NOTHING_SEEN;
  clusters.slice(0, sight.clusters).forEach((cluster, index) => {
    const { applied, copied, intermediate, consumers } = cluster;
    const [trusted, signing] = [world.stages[applied].trustedIn(index), world.stages[applied].signingIn(index)];
    trustedByAll = throughout(sight.trust, { applied: trusted, copied }, trustedByAll);
    inUse = anywhere(sight.use, { applied: signing, intermediate }, inUse);
    consumers.forEach(({ mounted, loaded, issued, presented }, place) => {
      if (sight.consumers.includes(world.clusters[index].consumers[place].follows)) {
        // What starts has loaded nothing yet, and will load what it has mounted.
        trustedByAll = throughout(sight.trust, { mounted, loaded: loaded === NONE ? ALL : loaded }, trustedByAll);
        inUse = anywhere(sight.use, { issued, presented }, inUse);
      }
    });
  });
  return { inUse, trustedByAll };
}

/** What is at any of the places that are looked at, and what was found before. */
function anywhere<Place extends string>(places: readonly Place[], roots: Partial<Record<Place, Roots>>, before: Roots): Roots {
  return places.reduce((found, place) => union(found, roots[place] ?? NONE), before);
}

/** What is at every one of the places that are looked at, and was at those before. */
function throughout<Place extends string>(places: readonly Place[], roots: Partial<Record<Place, Roots>>, before: Roots): Roots {
  return places.reduce((found, place) => intersection(found, roots[place] ?? ALL), before);
}

/** What the product says; each question is asked once. */
function productRefusal(world: World, from: number, to: number, cluster: number, { inUse, trustedByAll }: Seen): Refusal {
  let answers = ANSWERS.get(world);
  ANSWERS.set(world, answers ??= new Map());
  const question = (((from * world.stages.length + to) * world.clusters.length + cluster) * (ALL + 1) + inUse) * (ALL + 1) + trustedByAll;
  let answer = answers.get(question);
  if (!answer) {
    const [before, after] = [world.stages[from].recordIn(cluster), world.stages[to].recordIn(cluster)];
    const rollout = { presented: new Set(slotsOf(inUse)), loadedByAll: new Set(slotsOf(trustedByAll)) };
    answer = {
      byRecords: rotationStepProblems(before, after).map(({ name }) => name),
      byGuards: illegalSteps(rootSetsOf(before), rootSetsOf(after), rollout).map(({ name }) => name),
    };
    answers.set(question, answer);
  }
  return answer;
}

const ANSWERS = new WeakMap<World, Map<number, Refusal>>();

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
