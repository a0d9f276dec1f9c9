/** What a port outside strict mutual TLS accepts. */
export enum PortMode {
  /** Mutual TLS from callers that can, plaintext from those that cannot. */
  PERMISSIVE = 'PERMISSIVE',
  /** Plaintext alone: the mesh leaves the port to the application. */
  PLAINTEXT = 'PLAINTEXT',
}

/**
 * Whether something can be said in a mesh: `true`, or what to use instead, which
 * ends the error that the caller gets.
 *
 * @internal
 */
export type Capability = true | { readonly instead: string };

/**
 * What can be said in a mesh. A mesh must take a position on each: nothing is
 * ignored in silence.
 *
 * @internal
 */
export interface MeshCapabilities {
  /** Making one port of a workload permissive. */
  readonly permissivePort: Capability;
  /** Making one port of a workload plaintext. */
  readonly plaintextPort: Capability;
  /** Another enforcement for one workload than for its namespace. */
  readonly workloadEnforcement: Capability;
  /** Letting callers without an identity into a namespace that is closed to those with one. */
  readonly permissiveDefaultDeny: Capability;
  /** Letting a caller in on every port of a workload whose ports are not known. */
  readonly everyPort: Capability;
  /** TLS or mutual TLS to a service outside, started by the proxy. */
  readonly externalTls: Capability;
}
