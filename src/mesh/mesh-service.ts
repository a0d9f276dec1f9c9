import { Construct } from 'constructs';
import type { MeshNamespace } from './mesh-namespace';
import { ServiceKind } from './mesh-provider';
import type { ServiceIntent, ServicePort } from './mesh-provider';
import type { MeshWorkload } from './mesh-workload';
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
    return new MeshService(namespace, name, props);
  }

  /** The name of the Service. */
  public readonly name: string;

  private readonly namespace: MeshNamespace;
  private readonly props: MeshServiceProps;
  private readonly intent: ServiceIntent;

  private constructor(namespace: MeshNamespace, name: string, props: MeshServiceProps) {
    super(namespace, `service-${name}`);
    this.name = name;
    this.namespace = namespace;
    this.props = props;
    for (const { port } of props.ports) {
      const problem = portProblem(port);
      if (problem) {
        throw usageError(this, `addService("${name}", port ${port})`, problem, 'Give the number of the Service\'s port, for example 80.');
      }
    }
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
