/** A ConfigMap or Secret that is written into each namespace, under the name of the bundle. */
export interface BundleTargetObject {
  /** The key of the certificates in PEM form, for example `ca.crt`. */
  readonly key: string;

  /**
   * Labels of the object.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the object.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** The algorithms of a PKCS#12 trust store. */
export enum TrustStoreProfile {
  /** Old and weak; not read by OpenSSL 3 or Java 20 as they come. trust-manager's default. */
  LEGACY_RC2 = 'LegacyRC2',
  /** Read by everything. */
  LEGACY_DES = 'LegacyDES',
  /** Modern algorithms, as of 2023. */
  MODERN_2023 = 'Modern2023',
}

/** A PKCS#12 trust store, which Java reads too. */
export interface Pkcs12TrustStore {
  /** The key under which it is written, for example `truststore.p12`. */
  readonly key: string;

  /**
   * The algorithms.
   *
   * @default TrustStoreProfile.MODERN_2023
   */
  readonly profile?: TrustStoreProfile;

  /**
   * The password. It keeps nothing secret: a trust store contains public
   * certificates only, and everyone reads the password in the bundle.
   *
   * @default - trust-manager's default, no password
   */
  readonly password?: string;
}

/** A Java trust store. trust-manager is to drop the format: prefer PKCS#12. */
export interface JksTrustStore {
  /** The key under which it is written, for example `truststore.jks`. */
  readonly key: string;

  /**
   * The password. It keeps nothing secret: a trust store contains public
   * certificates only, and everyone reads the password in the bundle.
   *
   * @default - trust-manager's default, "changeit"
   */
  readonly password?: string;
}

/** What a bundle is written to, in each namespace. */
export interface BundleTarget {
  /**
   * A ConfigMap.
   *
   * @default - none
   */
  readonly configMap?: BundleTargetObject;

  /**
   * A Secret. trust-manager may write it only if it was installed with
   * `secretTargets.enabled` and with the name of the bundle among
   * `secretTargets.authorizedSecrets`.
   *
   * @default - none
   */
  readonly secret?: BundleTargetObject;

  /**
   * A PKCS#12 trust store beside the PEM form.
   *
   * @default - none
   */
  readonly pkcs12?: Pkcs12TrustStore;

  /**
   * A Java trust store beside the PEM form.
   *
   * @default - none
   */
  readonly jks?: JksTrustStore;
}
