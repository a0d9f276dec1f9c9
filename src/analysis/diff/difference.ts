import { ObjectReference, Severity } from '../../core/finding';
import { Reason, Verdict } from '../../core/flow';

/** How bad a difference is; `info` for what somebody wanted, in all likelihood. */
export type DifferenceSeverity = Severity | 'info';

/** What is common to everything in which two states of the manifests differ. */
export interface Difference {
  /** Stable for ever: it appears in pipelines. */
  readonly kind: FlowKind | ServerKind | TransitionKind | TrustKind | StepKind;
  readonly severity: DifferenceSeverity;
  /** What is different, and what comes of it. */
  readonly message: string;
  /** What to do about it, if anything. */
  readonly fix?: string;
  /** The objects concerned; the first is the one to look at. */
  readonly objects: readonly ObjectReference[];
}

/**
 * What becomes of a call:
 *
 * - `flow-gained`, `flow-lost`: it is declared on one side only
 * - `flow-refused`, `flow-served`: it fails, or does not any more, at all of the workloads behind the server or at more of them
 * - `flow-downgraded`, `flow-upgraded`: it is less, or better, protected
 * - `flow-undecided`, `flow-decided`: the manifests do not say any more, or say now
 */
export type FlowKind = `flow-${'gained' | 'lost' | 'refused' | 'served' | 'downgraded' | 'upgraded' | 'undecided' | 'decided'}`;

/** What becomes of a call in one state of the manifests. */
export interface FlowState {
  readonly verdict: Verdict;
  readonly because: readonly Reason[];
  /** What says that there is such a call; nothing where all possible ones are compared. */
  readonly declaredBy?: ObjectReference;
}

/** A call that two states of the manifests make something else of. */
export interface FlowDifference extends Difference {
  readonly kind: FlowKind;
  readonly client: ObjectReference;
  readonly server: ObjectReference;
  readonly port: number;
  /** None if there is no such call before. */
  readonly before?: FlowState;
  /** None if there is no such call afterwards. */
  readonly after?: FlowState;
}

/** Whether a port takes plaintext from callers without an identity, now or not any more. */
export type ServerKind = 'server-opened' | 'server-closed';

/** A port of a workload that is open to anybody in one of the states only. */
export interface ServerDifference extends Difference {
  readonly kind: ServerKind;
  /** The workload. */
  readonly server: ObjectReference;
  /** The port on which it listens. */
  readonly port: number;
  /** Why it is so afterwards. */
  readonly because: readonly Reason[];
}

/** `rollout-refused`: a call fails while old and new are there together. `rollout-unprotected`: it is less protected than before and afterwards. */
export type TransitionKind = 'rollout-refused' | 'rollout-unprotected';

/** In which order the parts of a change become effective. */
export type RolloutOrder = 'policies-first' | 'workloads-first';

/** What becomes of a call on the way, in one order. */
export interface OrderOutcome {
  readonly order: RolloutOrder;
  /** Whether the call is at no time worse off than before or afterwards. */
  readonly safe: boolean;
  /** When it is not, in words. */
  readonly moment?: string;
  /**
   * How long that lasts: until pods are restarted; or until all proxies have been told, which takes seconds and
   * either happens in any case, or only if one of the two proxies is told before the other.
   */
  readonly lasting?: 'until-restart' | 'until-told' | 'by-chance';
  /** What makes the order safe: that the pods of one side are restarted before those of the other. */
  readonly safeIf?: 'client-restarts-first' | 'server-restarts-first';
  readonly verdict?: Verdict;
  readonly because?: readonly Reason[];
}

/** A call that works before and afterwards, and not, or not as well, on the way. */
export interface Transition extends Difference {
  readonly kind: TransitionKind;
  readonly client: ObjectReference;
  readonly server: ObjectReference;
  readonly port: number;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly orders: readonly OrderOutcome[];
}

/**
 * What becomes of who vouches for whom. Appearing and vanishing by itself is news; the others break something:
 *
 * - `root-still-signs`: the Certificate of a root vanishes, and something is still signed with its key
 * - `bundle-still-read`: a bundle vanishes that pods still read
 * - `issuer-still-named`: an issuer vanishes from which a Certificate is still requested
 * - `issuer-replaced`: an issuer signs under another root, by the same name
 * - `trust-domain-without-alias`: identities change their trust domain, and nobody takes the old ones
 */
export type TrustKind =
  | `${'issuer' | 'bundle' | 'root'}-${'appears' | 'vanishes'}`
  | 'root-still-signs' | 'bundle-still-read'
  | 'issuer-still-named' | 'issuer-replaced'
  | 'trust-domain-without-alias';

/**
 * A step of a longer change that is not to be taken, whether the manifests record it (`cdk8s-mtls.dev/root-rotation`,
 * `cdk8s-mtls.dev/intermediate-rotation`, `cdk8s-mtls.dev/trust-domain-change`, `cdk8s-mtls.dev/strict-migration`) or only show it:
 *
 * - `activated-before-trusted`: a root signs before everybody trusts it
 * - `retired-while-signing`: a root is not trusted any more, and goes on signing
 * - `retired-while-presented`: a root is not trusted any more, and certificates under it are in use
 * - `signer-is-bundle`: a Bundle reads the Secret of a root that renews itself, so that each renewal publishes, activates and retires at once
 * - `activated-before-issued`: an intermediate is to sign that has no certificate yet
 * - `switched-before-announced`: identities move to a trust domain that no mesh takes yet
 * - `settled-while-presented`: identities of a trust domain are not taken any more that are in use
 * - `second-rotation`: another replacement begins before the one that is under way has ended
 * - `phase-skipped`: a phase of a replacement is left out
 * - `compromised-key-returns`: a key that is no secret any more would be used or trusted again
 * - `slot-renamed`: the root that signs is gone, and there is another one in its place
 * - `strict-before-gate`: something becomes strict without having been watched
 * - `compromise-answered`: a compromised key is replaced without waiting, and what that breaks is accepted
 */
export type StepKind = 'activated-before-trusted' | 'retired-while-signing' | 'retired-while-presented' | 'signer-is-bundle'
  | 'activated-before-issued' | 'switched-before-announced' | 'settled-while-presented'
  | 'second-rotation' | 'phase-skipped' | 'slot-renamed' | 'compromised-key-returns' | 'strict-before-gate' | 'compromise-answered';

/** A difference in who vouches for whom, or in how far a longer change has come. */
export interface TrustDifference extends Difference {
  readonly kind: TrustKind | StepKind;
}

/** Everything in which two states of the manifests differ, as far as it is about mutual TLS. */
export interface Diff {
  /** Calls by client, server and port. */
  readonly flows: readonly FlowDifference[];
  /** Ports of workloads, as callers without an identity meet them. */
  readonly servers: readonly ServerDifference[];
  /** Calls that fail or are unprotected while the change is rolled out. */
  readonly transitions: readonly Transition[];
  readonly trust: readonly TrustDifference[];
}

/** All differences of a diff. */
export function differencesOf({ flows, servers, transitions, trust }: Diff): readonly Difference[] {
  return [...flows, ...servers, ...transitions, ...trust];
}
