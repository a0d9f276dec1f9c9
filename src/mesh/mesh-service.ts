import { Construct } from 'constructs';
import type { MeshNamespace } from './mesh-namespace';
import { ServiceKind } from './mesh-provider';
import type { ServiceIntent, ServicePort } from './mesh-provider';
import type { MeshWorkload } from './mesh-workload';
import { dnsLabelProblem, labelValueProblem, qualifiedNameProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';
import { portProblem } from '../core/workload-port';

/** A port of a Service. */
export interface MeshServicePort {
  /** The port of the Service. */
  readonly port: number;

  /**
   * The container port behind it.
   *
   * @default - the same number
   */
  readonly targetPort?: number;

  /**
   * The name of the container port behind it, where the Service refers to it by
   * name.
   *
   * @default - it is given by number
   */
  readonly targetPortName?: string;
}

/** A Service in front of workloads. */
export interface MeshServiceProps {
  /** The labels of the pods behind the Service. Empty if something else sets its endpoints. */
  readonly selector: { [key: string]: string };

  /** The ports of the Service. */
  readonly ports: MeshServicePort[];

  /**
   * Whether the Service is headless (`clusterIP: None`). Callers of a headless
   * Service address pods, and are never held to mutual TLS by the library.
   *
   * @default false
   */
  readonly headless?: boolean;

  /**
   * Whether the Service is of type ExternalName.
   *
   * @default false
   */
  readonly externalName?: boolean;
}

/** A Service of an enrolled namespace. */
export class MeshService extends Construct {
  /** @internal */
  public static _create(namespace: MeshNamespace, name: string, props: MeshServiceProps): MeshService {
    if (namespace.node.tryFindChild(idOf(name))) {
      throw usageError(namespace, `addService("${name}")`, 'there is a Service of that name', 'Describe each Service once, with all of its ports.');
    }
    return new MeshService(namespace, name, props);
  }

  /** The name of the Service. */
  public readonly name: string;

  private readonly namespace: MeshNamespace;
  private readonly props: MeshServiceProps;
  private readonly intent: ServiceIntent;

  private constructor(namespace: MeshNamespace, name: string, props: MeshServiceProps) {
    super(namespace, idOf(name));
    this.name = name;
    this.namespace = namespace;
    this.props = props;
    this.checkNames();
    this.checkPorts();
    const workloads = () => this.workloads.map(workload => workload._intent);
    this.intent = {
      scope: this,
      namespace: namespace._intent,
      name,
      kind: this.kind,
      ports: props.ports.map(({ port, targetPort, targetPortName }): ServicePort => ({ port, targetPort: targetPortName ?? targetPort ?? port })),
      get workloads() { return workloads(); },
    };
  }

  /** The labels of the pods behind the Service. */
  public get selector(): { [key: string]: string } {
    return { ...this.props.selector };
  }

  /** The workloads behind the Service, as far as the namespace knows them. */
  public get workloads(): MeshWorkload[] {
    return this.namespace._workloadsBehind(this.props.selector);
  }

  /** @internal */
  public _update(): void {
    this.namespace._mesh._provider.updateService(this.intent);
  }

  private checkNames(): void {
    const call = `addService("${this.name}")`;
    const problem = dnsLabelProblem(this.name);
    if (problem) {
      throw usageError(this, call, problem, 'Write the name of the Service, for example "web".');
    }
    for (const [key, value] of Object.entries(this.props.selector)) {
      const labelProblem = qualifiedNameProblem(key) ?? labelValueProblem(value);
      if (labelProblem) {
        throw usageError(this, call, `selector "${key}: ${value}" ${labelProblem}`, 'Write the labels by which the Service selects pods.');
      }
    }
  }

  private checkPorts(): void {
    const seen = new Set<number>();
    for (const { port, targetPort, targetPortName } of this.props.ports) {
      const call = `addService("${this.name}", port ${port})`;
      const problem = portProblem(port);
      if (problem) {
        throw usageError(this, call, problem, 'Give the number of the Service\'s port, for example 80.');
      }
      if (seen.has(port)) {
        throw usageError(this, call, 'the port is given twice', 'Name each port of the Service once.');
      }
      seen.add(port);
      if (targetPort !== undefined && targetPortName !== undefined) {
        throw usageError(this, call, `there are both targetPort ${targetPort} and targetPortName "${targetPortName}"`, 'Give the container port by its number or by its name.');
      }
      const targetProblem = targetPort === undefined ? undefined : portProblem(targetPort);
      if (targetProblem) {
        throw usageError(this, call, `targetPort ${targetPort}: ${targetProblem}`, 'Give the number of the container port, for example 8080.');
      }
    }
  }

  private get kind(): ServiceKind {
    if (this.props.externalName) {
      return ServiceKind.EXTERNAL_NAME;
    }
    if (Object.keys(this.props.selector).length === 0) {
      return ServiceKind.WITHOUT_SELECTOR;
    }
    return this.props.headless ? ServiceKind.HEADLESS : ServiceKind.CLUSTER_IP;
  }
}

/** Beside the workloads of the namespace, which are there by their names. */
function idOf(name: string): string {
  return `Service-${name}`;
}
