import { usageError } from '../../core/usage-error';
import type { CertificateRequestPolicySpec } from '../../imports/approver-policy';
import { PrivateKeyAlgorithm } from '../certmanager/private-key';

type PrivateKeySpec = NonNullable<NonNullable<CertificateRequestPolicySpec['constraints']>['privateKey']>;

/** The sizes that a private key may have, in bits. */
export interface KeySizes {
  /**
   * The smallest, inclusive.
   *
   * @default - no limit
   */
  readonly min?: number;

  /**
   * The largest, inclusive.
   *
   * @default - no limit
   */
  readonly max?: number;
}

/** The private keys that a request may have. */
export class PrivateKeyConstraint {
  /** RSA keys. */
  public static rsa(sizes: KeySizes = {}): PrivateKeyConstraint {
    return PrivateKeyConstraint.of('PrivateKeyConstraint.rsa()', PrivateKeyAlgorithm.RSA, sizes);
  }

  /** ECDSA keys; their sizes are 256, 384 and 521. */
  public static ecdsa(sizes: KeySizes = {}): PrivateKeyConstraint {
    return PrivateKeyConstraint.of('PrivateKeyConstraint.ecdsa()', PrivateKeyAlgorithm.ECDSA, sizes);
  }

  /** Ed25519 keys, which have one size. */
  public static ed25519(): PrivateKeyConstraint {
    return PrivateKeyConstraint.of('PrivateKeyConstraint.ed25519()', PrivateKeyAlgorithm.ED25519, {});
  }

  /** Keys of any algorithm, by size. The sizes of different algorithms do not compare: prefer the others. */
  public static anyAlgorithm(sizes: KeySizes): PrivateKeyConstraint {
    return PrivateKeyConstraint.of('PrivateKeyConstraint.anyAlgorithm()', undefined, sizes);
  }

  private static of(call: string, algorithm: PrivateKeyAlgorithm | undefined, { min, max }: KeySizes): PrivateKeyConstraint {
    for (const [field, size] of [['min', min], ['max', max]] as const) {
      if (size !== undefined && (!Number.isInteger(size) || size < 0)) {
        throw usageError(undefined, call, `${field} ${size} is not a whole number of bits`, 'Give for example { min: 2048 }.');
      }
    }
    if (min !== undefined && max !== undefined && min > max) {
      throw usageError(undefined, call, `min ${min} is more than max ${max}, so that no key would do`, 'Give min the smaller number.');
    }
    return new PrivateKeyConstraint({ algorithm: algorithm && `${algorithm}`, minSize: min, maxSize: max });
  }

  private constructor(
    /** @internal */
    public readonly _spec: PrivateKeySpec,
  ) { }
}
