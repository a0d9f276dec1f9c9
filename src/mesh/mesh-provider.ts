import { Construct } from 'constructs';
import type { ExternalTls } from './external-tls';
import type { MeshCapabilities, PortMode } from './mesh-capabilities';
import { MeshClientConfig } from './mesh-client';
import { Enforcement } from '../core/enforcement';
import { TemporaryException } from '../core/temporary-exception';
import { WorkloadPort } from '../core/workload-port';

/**
 * What a mesh implements: from what was asked for, in neutral terms, to objects
 * of its own. To add a mesh is to write one of these; nothing else changes.
 *
 * @internal
 */
export interface MeshProvider {
  /** The name of the mesh in messages, for example `Istio`. */
  readonly name: string;
  /** What can be said in this mesh. What cannot is refused at the call. */
  readonly capabilities: MeshCapabilities;
  /** The API groups of the mesh's own kinds, all of which live in namespaces. */
  readonly apiGroups: readonly string[];
  /** The labels and annotations that enrol a namespace and set its policy. */
  namespaceMarks(namespace: NamespaceIntent): NamespaceMarks;
  /** Whether a pod with these marks, in an enrolled namespace, takes part in the mesh. */
  enrols(pod: PodIntent): boolean;
  addNamespace(namespace: NamespaceIntent): void;
  /** Lets a caller reach every workload of a namespace. */
  allowInNamespace(namespace: NamespaceIntent, allowed: AllowIntent): void;
  addWorkload(workload: WorkloadIntent): void;
  allow(workload: WorkloadIntent, allowed: AllowIntent): void;
  exemptPort(workload: WorkloadIntent, exemption: PortExemption): void;
  /** Called for a new Service, and again when a workload behind it is added or exempts a port. */
  updateService(service: ServiceIntent): void;
  addExternalService(service: ExternalServiceIntent): void;
}

/** Labels and annotations. */
export interface ObjectMarks {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** What enrols a namespace. */
export interface NamespaceMarks extends ObjectMarks {
  /** Labels beside which these would mean something else. */
  readonly contradicting?: string[];
}

/** What decides whether a pod is enrolled. */
export interface PodIntent extends ObjectMarks {
  readonly hostNetwork?: boolean;
}

/** Who may call, and on which ports; on all of them if undefined. */
export interface AllowIntent {
  readonly client: MeshClientConfig;
  readonly ports?: number[];
}

/** A container port outside strict mutual TLS. */
export interface PortExemption extends TemporaryException {
  readonly port: number;
  readonly mode: PortMode;
  readonly ipBlocks?: string[];
}

/** What was asked for a namespace. */
export interface NamespaceIntent {
  /** Where the objects are made. Its workloads are here by their names, so the ids of all else begin with a capital. */
  readonly scope: Construct;
  readonly name: string;
  readonly enforcement: Enforcement;
  readonly defaultDeny: boolean;
}

/** What was asked for a workload. */
export interface WorkloadIntent {
  readonly scope: Construct;
  readonly namespace: NamespaceIntent;
  readonly name: string;
  readonly enrolled: boolean;
  readonly labels: Record<string, string>;
  readonly serviceAccountName: string;
  readonly ports: WorkloadPort[];
  /** Undefined where the namespace decides. */
  readonly enforcement?: Enforcement;
  /** Whether it accepts plaintext because the mesh is on its way to strict: some of its pods may have no proxy until they are restarted. */
  readonly isObserved: boolean;
  readonly exemptions: readonly PortExemption[];
}

/** A Service, and the workloads behind it. */
export interface ServiceIntent {
  readonly scope: Construct;
  readonly namespace: NamespaceIntent;
  readonly name: string;
  readonly kind: ServiceKind;
  readonly ports: ServicePort[];
  readonly workloads: WorkloadIntent[];
}

/** How a Service finds its endpoints. */
export enum ServiceKind { CLUSTER_IP, HEADLESS, EXTERNAL_NAME, WITHOUT_SELECTOR }

/** A port of a Service and the container port behind it. */
export interface ServicePort {
  readonly port: number;
  /** A number, or the name of a container port. */
  readonly targetPort: number | string;
}

/** A service outside the mesh, and who calls it. */
export interface ExternalServiceIntent {
  readonly scope: Construct;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly clientPort: number;
  readonly protocol: WorkloadPort['protocol'];
  readonly tls: ExternalTls;
  readonly addresses?: string[];
  /** Undefined if any workload of the mesh may be a caller. */
  readonly usedBy?: WorkloadIntent[];
}
