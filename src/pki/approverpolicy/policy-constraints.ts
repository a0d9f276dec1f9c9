import { Duration } from 'cdk8s';
import { PrivateKeyConstraint } from './private-key-constraint';

/** What a request must hold to. Unlike with what is allowed, what is left out here is not limited. */
export interface PolicyConstraints {
  /**
   * The shortest lifetime, inclusive. A request must then name a lifetime.
   *
   * @default - no limit
   */
  readonly minDuration?: Duration;

  /**
   * The longest lifetime, inclusive. A request must then name a lifetime.
   *
   * @default - no limit
   */
  readonly maxDuration?: Duration;

  /**
   * The private key.
   *
   * @default - any
   */
  readonly privateKey?: PrivateKeyConstraint;
}
