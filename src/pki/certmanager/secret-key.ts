/**
 * A value in a Secret, by reference. Values themselves never enter a manifest.
 */
export interface SecretKey {
  /** The name of the Secret. */
  readonly secretName: string;

  /** The key in the data of the Secret. */
  readonly key: string;
}
