/** What the trust graph must know of the cluster besides its objects. */
export interface TrustSettings {
  /** The namespace from which cert-manager reads the Secrets of ClusterIssuers. */
  readonly clusterResourceNamespace: string;
  /** The namespace from which trust-manager reads the sources of Bundles. */
  readonly trustNamespace: string;
}
