/** What somebody says about the cluster, besides what the manifests say. It comes before those. */
export interface ClusterSettings {
  /** A file with the configuration of the mesh: a MeshConfig, the ConfigMap `istio`, an IstioOperator, or Helm values. */
  readonly meshConfig?: string;
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  readonly autoMtls?: boolean;
  readonly clusterDomain?: string;
  /** The namespace from which cert-manager reads the Secrets of ClusterIssuers. */
  readonly clusterResourceNamespace?: string;
  /** The namespace from which trust-manager reads the sources of Bundles. */
  readonly trustNamespace?: string;
  /** Namespaces that are in the mesh although their Namespace is not among the manifests. */
  readonly enrolled?: readonly string[];
}
