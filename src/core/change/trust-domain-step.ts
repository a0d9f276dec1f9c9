import { phaseSkipped } from './phase-skipped';
import { illegalSteps, RootSets } from './root-sets';
import { TRUST_DOMAIN_PHASES, TrustDomainPhase } from './trust-domain-phase';
import { TrustDomainRecord, trustDomainSetsOf } from './trust-domain-record';

/** A chain whose trust domain is not being changed. */
export interface SteadyTrustDomain {
  readonly phase: TrustDomainPhase.STEADY;
  /** The trust domain; absent if nothing tells it. */
  readonly domain?: string;
  /** The one that policies name, where nothing else tells it: good enough to see that it is another one. */
  readonly named?: string;
  /** Those that the mesh takes for the same. */
  readonly aliases?: readonly string[];
}

/** Where the trust domain of a chain stands. */
export type TrustDomainStanding = TrustDomainRecord | SteadyTrustDomain;

type DomainChange = Pick<TrustDomainRecord, 'from' | 'to'>;

/**
 * A step from one trust domain to another that is not to be taken, by its name:
 *
 * - `switched-before-announced`: identities are issued that no mesh takes yet
 * - `settled-while-presented`: identities are not taken any more that are in use
 * - `phase-skipped`: what a phase in between would have made sure of is not
 * - `second-rotation`: another change begins before this one has ended
 */
export interface TrustDomainStepProblem {
  readonly name: 'switched-before-announced' | 'settled-while-presented' | 'phase-skipped' | 'second-rotation';
  /** What would come of it, in plain words. */
  readonly outage: string;
  readonly fix: string;
}

/**
 * Why the manifests must not go from one standing of a trust domain to another;
 * nothing if they may.
 */
export function trustDomainStepProblems(before: TrustDomainStanding, after: TrustDomainStanding): TrustDomainStepProblem[] {
  if (isChanging(before) && isChanging(after) && (before.from !== after.from || before.to !== after.to) && before.phase !== TrustDomainPhase.SETTLE) {
    return [{
      name: 'second-rotation',
      outage: `the change from ${before.from} to ${before.to} is in phase "${before.phase}": identities of one of them would be refused in the middle of it`,
      fix: `Take the change from ${before.from} to its end, phase "${TrustDomainPhase.SETTLE}", and begin the next one then.`,
    }];
  }
  const change = isChanging(after) ? after : isChanging(before) ? before : unannounced(before, after);
  return change ? [...unsafe(before, after, change), ...skipped(before, after, change)] : [];
}

/** The change that nobody recorded, from one trust domain to another one that is not known to be taken for the same. */
function unannounced(before: SteadyTrustDomain, after: SteadyTrustDomain): DomainChange | undefined {
  const [from, to] = [before, after].map(({ domain, named }) => domain ?? named);
  return from === undefined || to === undefined || from === to || after.aliases?.includes(from) ? undefined : { from, to };
}

function unsafe(before: TrustDomainStanding, after: TrustDomainStanding, change: DomainChange): TrustDomainStepProblem[] {
  const [old, next] = [setsOf(before, after, change), setsOf(after, before, change)];
  // What consumers have come to at best, when a phase has been completed.
  return illegalSteps(old, next, { loadedByAll: old.trusted, presented: old.signing }).map(({ name, root: domain }) => (name === 'activated-before-trusted' ? {
    name: 'switched-before-announced',
    outage: `identities of ${domain} would be issued before every mesh takes them: old and new identities refuse each other until all pods are restarted`,
    fix: `Announce it first, TrustDomainChange.announce({ from: "${change.from}", to: "${change.to}" }), and switch over when istiod has told all proxies.`,
  } : {
    name: 'settled-while-presented',
    outage: `identities of ${domain} would be refused while workloads have them: each of those is cut off, as a client and as a server, until its pod is restarted`,
    fix: `Restart every pod first, so that nobody has an identity of ${domain} any more; until then both are taken in phase "${TrustDomainPhase.SWITCH_OVER}".`,
  }));
}

function skipped(before: TrustDomainStanding, after: TrustDomainStanding, change: DomainChange): TrustDomainStepProblem[] {
  const problem = phaseSkipped(TRUST_DOMAIN_PHASES, placeOf(before, after, change), placeOf(after, before, change));
  return problem ? [problem] : [];
}

/** Whether a trust domain is being changed. */
export function isChanging(standing: TrustDomainStanding): standing is TrustDomainRecord {
  return standing.phase !== TrustDomainPhase.STEADY;
}

function setsOf(standing: TrustDomainStanding, other: TrustDomainStanding, change: DomainChange): RootSets {
  const only = new Set([isChanging(standing) ? '' : domainOf(standing, other, change)]);
  return isChanging(standing) ? trustDomainSetsOf(standing) : { trusted: only, signing: only };
}

/** The trust domain without a change: where nothing tells it, the one that the state beside it is nearest to. */
function domainOf({ domain, named }: SteadyTrustDomain, other: TrustDomainStanding, { from, to }: DomainChange): string {
  return domain ?? (isChanging(other) ? (other.phase === TrustDomainPhase.SETTLE ? to : from) : named!);
}

/** The place of a standing on the way of a change: 0 before it, 4 when it has ended. */
function placeOf(standing: TrustDomainStanding, other: TrustDomainStanding, change: DomainChange): number {
  if (isChanging(standing)) {
    const isSame = standing.from === change.from && standing.to === change.to;
    return isSame ? TRUST_DOMAIN_PHASES.indexOf(standing.phase as typeof TRUST_DOMAIN_PHASES[number]) + 1 : 0;
  }
  return domainOf(standing, other, change) === change.to ? TRUST_DOMAIN_PHASES.length + 1 : 0;
}
