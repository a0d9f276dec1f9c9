import { SecretKey } from './secret-key';

/** Labels and annotations of the Secret that holds a certificate. */
export interface SecretTemplate {
  /**
   * Labels.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations. Those of `cert-manager.io/` are cert-manager's own, but for `allow-direct-injection`.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** A further form of the key and certificate in the Secret. */
export enum OutputFormat {
  /** The private key in binary form, under `key.der`. */
  DER = 'DER',
  /** The private key and the chain in one PEM text, under `tls-combined.pem`. */
  COMBINED_PEM = 'CombinedPEM',
}

/** The algorithms of a PKCS#12 keystore. */
export enum Pkcs12Profile {
  /** Old and weak; not read by OpenSSL 3 or Java 20 as they come. cert-manager's default. */
  LEGACY_RC2 = 'LegacyRC2',
  /** Read by everything. */
  LEGACY_DES = 'LegacyDES',
  /** Modern algorithms, as of 2023. */
  MODERN_2023 = 'Modern2023',
  /** Modern algorithms, as of 2026: OpenSSL 3.4, Java 26 or newer. */
  MODERN_2026 = 'Modern2026',
}

/** A Java keystore, under `keystore.jks` and `truststore.jks`. */
export interface JksKeystore {
  /** The password of the keystore. */
  readonly password: SecretKey;

  /**
   * The alias of the key in the keystore.
   *
   * @default "certificate"
   */
  readonly alias?: string;
}

/** A PKCS#12 keystore, under `keystore.p12` and `truststore.p12`. */
export interface Pkcs12Keystore {
  /** The password of the keystore. */
  readonly password: SecretKey;

  /**
   * The algorithms of the keystore.
   *
   * @default Pkcs12Profile.MODERN_2023
   */
  readonly profile?: Pkcs12Profile;
}

/** Keystores beside the PEM files in the Secret. */
export interface Keystores {
  /**
   * A Java keystore.
   *
   * @default - none
   */
  readonly jks?: JksKeystore;

  /**
   * A PKCS#12 keystore, which Java reads too.
   *
   * @default - none
   */
  readonly pkcs12?: Pkcs12Keystore;
}
