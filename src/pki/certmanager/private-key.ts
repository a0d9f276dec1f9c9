import { usageError } from '../../core/usage-error';
import type { CertificateSpec } from '../../imports/cert-manager';

/** The kind of a private key. */
export enum PrivateKeyAlgorithm {
  /** RSA. */
  RSA = 'RSA',
  /** ECDSA. */
  ECDSA = 'ECDSA',
  /** Ed25519. */
  ED25519 = 'Ed25519',
}

/** The curve of an ECDSA key. */
export enum EcdsaCurve {
  /** NIST P-256. */
  P256 = 256,
  /** NIST P-384. */
  P384 = 384,
  /** NIST P-521. */
  P521 = 521,
}

/** What happens to the private key when a certificate is issued again. */
export enum RotationPolicy {
  /** A new key each time, so that a key lives no longer than its certificate. */
  ALWAYS = 'Always',
  /** The key is kept for ever, unless someone deletes it. */
  NEVER = 'Never',
}

/** The form in which a private key is stored. */
export enum PrivateKeyEncoding {
  /** PKCS#1 for RSA, SEC 1 for ECDSA. */
  PKCS1 = 'PKCS1',
  /** PKCS#8. */
  PKCS8 = 'PKCS8',
}

/** A hash function. */
export enum SignatureHash {
  /** SHA-256. */
  SHA256 = 'SHA256',
  /** SHA-384. */
  SHA384 = 'SHA384',
  /** SHA-512. */
  SHA512 = 'SHA512',
}

/** Options of every private key. */
export interface PrivateKeyOptions {
  /**
   * What happens to the key when the certificate is issued again.
   *
   * @default RotationPolicy.ALWAYS
   */
  readonly rotationPolicy?: RotationPolicy;
}

/** Options of RSA and ECDSA keys. */
export interface RsaOrEcdsaOptions extends PrivateKeyOptions {
  /**
   * The form in which the key is stored.
   *
   * @default - cert-manager's default, PKCS#1
   */
  readonly encoding?: PrivateKeyEncoding;

  /**
   * The hash in the signature of the certificate signing request. The CA and
   * self-signed issuers choose by the key of the signer instead.
   *
   * @default - by the size of the key
   */
  readonly signatureHash?: SignatureHash;
}

/**
 * The private key of a certificate. Algorithm, size and rotation policy are
 * always written out: cert-manager's defaults have changed before, and rotated the
 * keys of certificate authorities by it.
 *
 * @see https://github.com/cert-manager/cert-manager/issues/7601
 */
export class PrivateKey {
  /** An ECDSA key. P-256 is what meshes use for workloads. */
  public static ecdsa(curve: EcdsaCurve, options: RsaOrEcdsaOptions = {}): PrivateKey {
    return new PrivateKey(PrivateKeyAlgorithm.ECDSA, curve, options);
  }

  /**
   * An RSA key.
   *
   * @param size in bits, from 2048 to 8192
   * @throws if the size is not a whole number of bits
   */
  public static rsa(size: number, options: RsaOrEcdsaOptions = {}): PrivateKey {
    if (!Number.isInteger(size) || size <= 0) {
      throw usageError(undefined, `PrivateKey.rsa(${size})`, 'the size is not a whole number of bits', 'Write for example PrivateKey.rsa(3072).');
    }
    return new PrivateKey(PrivateKeyAlgorithm.RSA, size, options);
  }

  /** An Ed25519 key. It has one size, one encoding (PKCS#8) and one signature algorithm. */
  public static ed25519(options: PrivateKeyOptions = {}): PrivateKey {
    return new PrivateKey(PrivateKeyAlgorithm.ED25519, undefined, options);
  }

  /** What happens to the key when the certificate is issued again. */
  public readonly rotationPolicy: RotationPolicy;
  private readonly encoding?: PrivateKeyEncoding;
  private readonly signatureHash?: SignatureHash;

  private constructor(
    /** The kind of the key. */
    public readonly algorithm: PrivateKeyAlgorithm,
    /** The size in bits; undefined for Ed25519. */
    public readonly size: number | undefined,
    options: RsaOrEcdsaOptions,
  ) {
    this.rotationPolicy = options.rotationPolicy ?? RotationPolicy.ALWAYS;
    this.encoding = options.encoding;
    this.signatureHash = options.signatureHash;
  }

  /** @internal */
  public _toSpec(): Pick<CertificateSpec, 'privateKey' | 'signatureAlgorithm'> {
    return {
      privateKey: {
        algorithm: `${this.algorithm}`,
        size: this.size,
        rotationPolicy: `${this.rotationPolicy}`,
        encoding: this.encoding && `${this.encoding}`,
      },
      signatureAlgorithm: this.signatureHash && (this.algorithm === PrivateKeyAlgorithm.RSA ? `${this.signatureHash}WithRSA` : `ECDSAWith${this.signatureHash}`),
    };
  }
}
