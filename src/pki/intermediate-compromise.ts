import { requireReason } from './_compromise';
import { IntermediateRotation, IntermediateRotationOptions } from './intermediate-rotation';

/** Which generation of an intermediate CA is compromised, by which it is replaced, and why. */
export interface IntermediateCompromiseOptions extends IntermediateRotationOptions {
  /** What has happened, for whoever reads the manifests: `ca-mesh was in a backup that left the company, INC-4711`. */
  readonly reason: string;
}

/**
 * For the day on which somebody else may have the key of an intermediate CA: the
 * next generation signs without having been prepared. For any other day there is
 * `IntermediateRotation`, which breaks nothing.
 *
 * Nothing revokes the stolen key. Who has it can be any workload for everybody who
 * trusts the root, until the certificate of the intermediate ends, or the root is
 * replaced. `cdk8s-mtls plan` prints what the step breaks, and what is to be issued again.
 */
export class IntermediateCompromise {
  /**
   * The next generation is issued and signs, in one step. Nothing is issued until it
   * is Ready, some seconds; certificates in use stay valid. Then have all
   * certificates under the intermediate issued again, and end it with
   * `IntermediateRotation.steady`. There is no way back. Legal from every phase.
   *
   * @throws if a generation is no name, or there is no reason
   */
  public static replaceAtOnce(options: IntermediateCompromiseOptions): IntermediateCompromise {
    const { from, to, reason } = options;
    const call = `IntermediateCompromise.replaceAtOnce({ from: "${from}", to: "${to}" })`;
    requireReason(call, reason);
    return new IntermediateCompromise(IntermediateRotation._atOnce(call, options), reason);
  }

  private constructor(
    /** @internal */
    public readonly _rotation: IntermediateRotation,
    /** What has happened. */
    public readonly reason: string,
  ) { }
}
