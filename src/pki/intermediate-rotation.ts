import { IntermediatePhase } from '../core/change/intermediate-phase';
import { dnsLabelProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';

/** Which generation of an intermediate CA is replaced by which. */
export interface IntermediateRotationOptions {
  /** The generation that signs so far; `1` if none was ever named. */
  readonly from: string;
  /** The generation that takes its place: a name that was never used before, such as the next number. */
  readonly to: string;
}

/**
 * Which generation of an intermediate CA signs, and how far its replacement by
 * the next one has come: a new key and certificate under the same root. Roots alone
 * are trusted, so that nobody needs to be told of it. Edit it one phase at a time.
 *
 * The issuer keeps its name, and so does everything of the first generation; those of
 * the next are called `<chain>-<name>-<generation>`.
 */
export class IntermediateRotation {
  /**
   * First: the next generation gets its key and certificate. The one before signs.
   * Always safe, and so is going back, to `steady`.
   */
  public static prepare(options: IntermediateRotationOptions): IntermediateRotation {
    return IntermediateRotation.under(IntermediatePhase.PREPARE, options);
  }

  /**
   * Second, when the Certificate of the next generation is Ready: it signs. What the
   * one before signed stays valid, since it carries that one's certificate, and
   * is replaced as it is renewed. To go back to `prepare` is safe.
   */
  public static activate(options: IntermediateRotationOptions): IntermediateRotation {
    return IntermediateRotation.under(IntermediatePhase.ACTIVATE, options);
  }

  /**
   * Third, when the issuer has shown that it signs: no issuer may sign with the old
   * key any more, and its certificate is not renewed. Wait until every certificate of
   * a workload has been issued again, at most their lifetime, or have them issued
   * again. To go back to `activate` is safe.
   */
  public static drain(options: IntermediateRotationOptions): IntermediateRotation {
    return IntermediateRotation.under(IntermediatePhase.DRAIN, options);
  }

  /**
   * Last, when nothing under the old key is in use any more: its Certificate goes.
   * Its Secret stays, guarded as before, until an administrator of the keys deletes
   * it. To go back to `drain` is safe as long as the Secret is there.
   */
  public static retire(options: IntermediateRotationOptions): IntermediateRotation {
    return IntermediateRotation.under(IntermediatePhase.RETIRE, options);
  }

  /**
   * Nothing is being replaced: what stays when a replacement has ended. Nothing
   * guards the Secret of the generation before any more.
   *
   * @param generation that signs
   */
  public static steady(generation: string): IntermediateRotation {
    return new IntermediateRotation(`IntermediateRotation.steady("${generation}")`, IntermediatePhase.STEADY, generation);
  }

  /**
   * The end of a replacement, at once.
   *
   * @internal
   */
  public static _atOnce(call: string, { from, to }: IntermediateRotationOptions): IntermediateRotation {
    return new IntermediateRotation(call, IntermediatePhase.RETIRE, to, from);
  }

  private static under(phase: IntermediatePhase, { from, to }: IntermediateRotationOptions): IntermediateRotation {
    return new IntermediateRotation(`IntermediateRotation.${phase}({ from: "${from}", to: "${to}" })`, phase, to, from);
  }

  private constructor(
    call: string,
    /** How far it has come. */
    public readonly phase: IntermediatePhase,
    /** The newest generation. */
    public readonly to: string,
    /** The generation that is replaced; undefined if none is. */
    public readonly from?: string,
  ) {
    for (const generation of [to, ...from === undefined ? [] : [from]]) {
      const problem = dnsLabelProblem(generation);
      if (problem) {
        throw usageError(undefined, call, `generation "${generation}" ${problem}`, 'Number the generations: "1", "2".');
      }
    }
    if (from === to) {
      throw usageError(undefined, call, 'a generation cannot replace itself', 'Name the next one as "to", for example from: "1", to: "2".');
    }
  }

  /**
   * The generation that signs.
   *
   * @internal
   */
  public get _signs(): string {
    return this.phase === IntermediatePhase.PREPARE ? this.from! : this.to;
  }

  /**
   * The generations that are ready to sign: while it is possible to go from one to
   * the other, both.
   *
   * @internal
   */
  public get _ready(): string[] {
    return this.phase === IntermediatePhase.PREPARE || this.phase === IntermediatePhase.ACTIVATE ? [this.from!, this.to] : [this.to];
  }
}
