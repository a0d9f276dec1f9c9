import { TemporaryException, temporaryExceptionProblem } from './temporary-exception';
import { usageError } from './usage-error';

/** What a server does with a caller that has no identity. */
export enum EnforcementMode {
  /** Mutual TLS or nothing: a caller without a certificate of the mesh is refused. */
  STRICT = 'STRICT',

  /** Mutual TLS where the caller can, plaintext where it cannot. */
  PERMISSIVE = 'PERMISSIVE',
}

/**
 * Whether mutual TLS is required. Strict is the default everywhere; permissive
 * needs a reason and an end.
 */
export class Enforcement {
  /** Mutual TLS is required. */
  public static strict(): Enforcement {
    return new Enforcement(EnforcementMode.STRICT);
  }

  /**
   * Plaintext is accepted too, until a date.
   *
   * @throws if the reason is empty or the date is not a calendar day
   */
  public static permissive(exception: TemporaryException): Enforcement {
    const wrong = temporaryExceptionProblem(exception ?? {});
    if (wrong) {
      throw usageError(undefined, 'Enforcement.permissive()', wrong.problem, wrong.remedy);
    }
    return new Enforcement(EnforcementMode.PERMISSIVE, exception);
  }

  private constructor(
    /** Strict or permissive. */
    public readonly mode: EnforcementMode,
    /** Why and until when it is permissive; undefined if strict. */
    public readonly exception?: TemporaryException,
  ) { }
}
