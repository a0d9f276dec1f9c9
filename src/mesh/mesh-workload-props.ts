import type { PortMode } from './mesh-capabilities';
import type { Enforcement } from '../core/enforcement';
import type { TemporaryException } from '../core/temporary-exception';
import type { WorkloadPort } from '../core/workload-port';

/** A workload of an enrolled namespace. */
export interface MeshWorkloadProps {
  /**
   * The container ports on which the workload listens. Callers are let in on
   * these alone.
   *
   * @default - not known: callers are let in on every port
   */
  readonly ports?: WorkloadPort[];

  /**
   * The labels that its pods have and no other pods of the namespace.
   *
   * @default - `app: <name>`
   */
  readonly labels?: { [key: string]: string };

  /**
   * The service account of its pods: the identity by which it is let in elsewhere.
   *
   * @default - the name of the workload
   */
  readonly serviceAccountName?: string;

  /**
   * Whether mutual TLS is required of callers.
   *
   * @default - what the namespace requires
   */
  readonly enforcement?: Enforcement;

  /**
   * Whether its pods take part in the mesh. A workload that does not has no
   * identity: it cannot be let in anywhere, and nothing protects it.
   *
   * @default true
   */
  readonly enrolled?: boolean;
}

/** On which ports callers are let in. */
export interface AllowFromOptions {
  /**
   * The container ports on which the caller is let in.
   *
   * @default - every port of the workload
   */
  readonly ports?: number[];
}

/** A port outside strict mutual TLS: how, why and until when. */
export interface PortExemptionOptions extends TemporaryException {
  /**
   * What the port accepts.
   *
   * @default PortMode.PERMISSIVE
   */
  readonly mode?: PortMode;

  /**
   * The addresses (CIDR blocks) from which callers without an identity are let
   * in on this port.
   *
   * @default - every address
   */
  readonly ipBlocks?: string[];
}

/** @internal */
export interface DescribedWorkload extends MeshWorkloadProps {
  /** All labels of the pods, where more are known than those that tell them apart. */
  readonly podLabels?: Record<string, string>;
}
