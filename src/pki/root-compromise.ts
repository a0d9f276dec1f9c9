import { requireReason } from './_compromise';
import { RootRotation, RootRotationOptions } from './root-rotation';
import { RootPhase } from '../core/change/root-phase';

/** Which root is compromised, by which it is replaced, and why. */
export interface RootCompromiseOptions extends RootRotationOptions {
  /** What has happened, for whoever reads the manifests: `the key was in a backup that left the company, INC-4711`. */
  readonly reason: string;
}

/**
 * For the day on which somebody else may have the key of a root: it is replaced in
 * two steps that do not wait, and cut connections. For any other day there is
 * `RootRotation`, which cuts none. `cdk8s-mtls plan` prints what each of the steps breaks, for
 * whom and how long. Legal from every phase of an ordinary replacement.
 */
export class RootCompromise {
  /**
   * First: the new root is trusted beside the old one and signs, in one step. Who has
   * not loaded it yet refuses what it signs, until the bundle has come and is
   * loaded. The old root signs nothing any more; there is no way back.
   *
   * @throws if a slot is no name, or there is no reason
   */
  public static replaceAtOnce(options: RootCompromiseOptions): RootCompromise {
    return RootCompromise.under('replaceAtOnce', RootPhase.DRAIN, options);
  }

  /**
   * Second, as soon as the intermediates are issued again: the old root is trusted no
   * more, so that its key is worth nothing to whoever has it. Who has no certificate under the new
   * root yet is refused until he has. There is no way back; take the old root out, and this value too, to end it.
   *
   * @throws if a slot is no name, or there is no reason
   */
  public static distrustAtOnce(options: RootCompromiseOptions): RootCompromise {
    return RootCompromise.under('distrustAtOnce', RootPhase.RETIRE, options);
  }

  private static under(name: string, phase: RootPhase, options: RootCompromiseOptions): RootCompromise {
    const { from, to, reason } = options;
    const call = `RootCompromise.${name}({ from: "${from}", to: "${to}" })`;
    requireReason(call, reason);
    return new RootCompromise(RootRotation._saidBy(call, phase, options), reason);
  }

  private constructor(
    /** @internal */
    public readonly _rotation: RootRotation,
    /** What has happened. */
    public readonly reason: string,
  ) { }
}
