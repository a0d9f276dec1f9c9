/** Who may call, in terms that every mesh can translate into its own. */
export interface MeshClientConfig {
  /** The namespace of the caller. */
  readonly namespace: string;

  /**
   * The service account of the caller.
   *
   * @default - every service account of the namespace
   */
  readonly serviceAccount?: string;

  /**
   * The trust domain of the caller.
   *
   * @default - the trust domain of the server's mesh
   */
  readonly trustDomain?: string;

  /**
   * The kind of mesh in which the caller has its identity, for example `Istio`.
   *
   * @default - the same as the server's
   */
  readonly mesh?: string;
}

/** Something that has an identity in a mesh and so can be let in by it. */
export interface IMeshClient {
  /** The identity, in terms that every mesh can translate into its own. */
  toMeshClient(): MeshClientConfig;
}

/** How callers that are described elsewhere are named. */
export interface MeshClientOptions {
  /**
   * The trust domain of the caller, if it belongs to another mesh whose roots
   * this one trusts.
   *
   * @default - the trust domain of the server's mesh
   */
  readonly trustDomain?: string;
}

/** Callers that this app does not describe: another team's, another cluster's. */
export class MeshClient implements IMeshClient {
  /** The workloads that run under a service account. */
  public static serviceAccount(namespace: string, name: string, options: MeshClientOptions = {}): IMeshClient {
    return new MeshClient({ namespace, serviceAccount: name, trustDomain: options.trustDomain });
  }

  /** Every workload of a namespace. */
  public static namespace(name: string, options: MeshClientOptions = {}): IMeshClient {
    return new MeshClient({ namespace: name, trustDomain: options.trustDomain });
  }

  private constructor(private readonly config: MeshClientConfig) { }

  /** The identity, in terms that every mesh can translate into its own. */
  public toMeshClient(): MeshClientConfig {
    return this.config;
  }
}
