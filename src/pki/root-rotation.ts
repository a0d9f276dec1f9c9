import { RootPhase } from '../core/change/root-phase';
import { dnsLabelProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';

/** Which root is replaced by which. */
export interface RootRotationOptions {
  /** The slot of the root that signs so far. */
  readonly from: string;
  /** The slot of the root that takes its place. */
  readonly to: string;
}

/**
 * How far the replacement of a root has come. Edit it one phase at a time, and let
 * the cluster follow before the next: `cdk8s-mtls plan` says what to wait for and
 * how to see it, and that a step is refused which would cut connections.
 */
export class RootRotation {
  /**
   * First: the new root is made and everybody is given it to trust. The old one
   * signs. Always safe; to go back, take the new root out of the chain again.
   */
  public static publish(options: RootRotationOptions): RootRotation {
    return new RootRotation(RootPhase.PUBLISH, options);
  }

  /**
   * Second, when everybody has loaded both roots: the new one signs. cert-manager
   * issues the intermediates again at once, and what they sign as it is renewed. To
   * go back to `publish` is safe.
   */
  public static activate(options: RootRotationOptions): RootRotation {
    return new RootRotation(RootPhase.ACTIVATE, options);
  }

  /**
   * Third: nothing can be signed under the old root any more. Wait until every
   * certificate of a workload has been issued again, at most their lifetime, or have them
   * issued again. To go back to `activate` is safe.
   */
  public static drain(options: RootRotationOptions): RootRotation {
    return new RootRotation(RootPhase.DRAIN, options);
  }

  /**
   * Last, when no certificate under the old root is in use any more: the new root
   * alone is trusted. To go back to `drain` is safe as long as the old root is in the
   * chain; take it out, and this value too, to end the replacement.
   */
  public static retire(options: RootRotationOptions): RootRotation {
    return new RootRotation(RootPhase.RETIRE, options);
  }

  /**
   * A phase that is said by another call than that of its name.
   *
   * @internal
   */
  public static _saidBy(call: string, phase: RootPhase, options: RootRotationOptions): RootRotation {
    return new RootRotation(phase, options, call);
  }

  /** The slot of the root that signs so far. */
  public readonly from: string;

  /** The slot of the root that takes its place. */
  public readonly to: string;

  private constructor(
    /** How far it has come. */
    public readonly phase: RootPhase,
    { from, to }: RootRotationOptions,
    call: string = `RootRotation.${phase}({ from: "${from}", to: "${to}" })`,
  ) {
    for (const slot of [from, to]) {
      const problem = dnsLabelProblem(slot);
      if (problem) {
        throw usageError(undefined, call, `slot "${slot}" ${problem}`, 'Name two slots of the chain, for example from: "2026", to: "2027".');
      }
    }
    if (from === to) {
      throw usageError(undefined, call, 'a root cannot replace itself', 'Add a root in a slot of its own to the chain, and name that as "to".');
    }
    this.from = from;
    this.to = to;
  }

  /**
   * The slot of the root that signs.
   *
   * @internal
   */
  public get _signs(): string {
    return this.phase === RootPhase.PUBLISH ? this.from : this.to;
  }

  /**
   * The slots of the roots that are ready to sign: while it is possible to go from
   * one to the other, both.
   *
   * @internal
   */
  public get _ready(): string[] {
    return this.phase === RootPhase.PUBLISH || this.phase === RootPhase.ACTIVATE ? [this.from, this.to] : [this.to];
  }

  /** @internal */
  public _isTrusted(slot: string): boolean {
    return this.phase !== RootPhase.RETIRE || slot !== this.from;
  }
}
