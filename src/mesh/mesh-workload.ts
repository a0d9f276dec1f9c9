import { Construct } from 'constructs';
import { describeClient, Grant } from './grant';
import { PortMode } from './mesh-capabilities';
import { IMeshClient, MeshClientConfig } from './mesh-client';
import type { MeshNamespace } from './mesh-namespace';
import type { PortExemption, WorkloadIntent } from './mesh-provider';
import type { AllowFromOptions, DescribedWorkload, MeshWorkloadProps, PortExemptionOptions } from './mesh-workload-props';
import { sharedIdentityProblems } from './shared-identity';
import { sharedPodsProblems } from './shared-pods';
import { Enforcement } from '../core/enforcement';
import { dnsSubdomainProblem, labelValueProblem, qualifiedNameProblem } from '../core/kubernetes-names';
import { temporaryExceptionProblem } from '../core/temporary-exception';
import { usageError } from '../core/usage-error';
import { portProblem, WorkloadPort } from '../core/workload-port';

/** Pods of one kind in an enrolled namespace, and who may call them. */
export class MeshWorkload extends Construct implements IMeshClient {
  /** @internal */
  public static _create(namespace: MeshNamespace, name: string, props: DescribedWorkload): MeshWorkload {
    return new MeshWorkload(namespace, name, props);
  }

  /** The name of the workload. */
  public readonly name: string;

  /** The namespace of the workload. */
  public readonly namespace: MeshNamespace;

  /** The service account of its pods. */
  public readonly serviceAccountName: string;

  /** Whether its pods take part in the mesh. */
  public readonly enrolled: boolean;

  /** @internal */
  public readonly _intent: WorkloadIntent;

  /** @internal */
  public readonly _podLabels: Record<string, string>;

  private readonly ownLabels: Record<string, string>;
  private readonly containerPorts: WorkloadPort[];
  private readonly exemptions: PortExemption[] = [];
  private readonly grants: Grant[] = [];

  private constructor(namespace: MeshNamespace, name: string, props: DescribedWorkload) {
    super(namespace, name);
    this.name = name;
    this.namespace = namespace;
    this.serviceAccountName = props.serviceAccountName ?? name;
    this.enrolled = props.enrolled ?? true;
    this.ownLabels = { ...(props.labels ?? { app: name }) };
    this._podLabels = { ...props.podLabels, ...this.ownLabels };
    this.containerPorts = [...(props.ports ?? [])];
    this.checkNames();
    const enforcement = this.enforcementOf(props);
    this._intent = {
      scope: this,
      namespace: namespace._intent,
      name,
      enrolled: this.enrolled,
      labels: this.ownLabels,
      serviceAccountName: this.serviceAccountName,
      ports: this.containerPorts,
      enforcement,
      isObserved: namespace._mesh.migration?._isObserved(namespace.name, name) ?? false,
      exemptions: this.exemptions,
    };
    namespace._mesh._provider.addWorkload(this._intent);
    this.node.addValidation({
      validate: () => [...sharedPodsProblems(this), ...sharedIdentityProblems({ grants: this.grants, above: namespace._grants, server: this })],
    });
  }

  /** The labels that its pods have and no other pods of the namespace. */
  public get labels(): { [key: string]: string } {
    return { ...this.ownLabels };
  }

  /** The container ports on which it listens; empty if they are not known. */
  public get ports(): WorkloadPort[] {
    return [...this.containerPorts];
  }

  /**
   * Lets a caller in, by its identity: another workload, a whole namespace, an
   * ingress gateway.
   *
   * A mesh knows a caller by its service account alone, so synthesis fails if
   * another workload runs under the same one and is not let in as well.
   *
   * @throws if the caller has no identity in this mesh, or a port is not one of the workload's
   */
  public allowFrom(client: IMeshClient, options: AllowFromOptions = {}): void {
    const config = this.namespace._clientOf(client);
    const call = `allowFrom(${describeClient(config)})`;
    this.requireServer(call);
    const ports = options.ports && [...options.ports];
    if (ports?.length === 0) {
      throw usageError(this, call, 'ports is empty', 'Name the container ports, or leave "ports" out if every port is meant.');
    }
    ports?.forEach(port => this.requirePort(call, port));
    if (!ports && this.containerPorts.length === 0) {
      this.namespace._require(this, 'everyPort', call);
    }
    this.grants.push({ workload: client instanceof MeshWorkload ? client : undefined, config, ports });
    this.namespace._mesh._provider.allow(this._intent, { client: config, ports });
  }

  /**
   * Takes a container port out of strict mutual TLS until a date, for a caller
   * that cannot be enrolled: a scraper outside the mesh, a load balancer's health
   * check, a webhook that the API server calls. Callers without an identity are
   * let in on this port; callers with one still need `allowFrom`.
   *
   * @param port the container port
   * @throws if the reason or the end is missing, or the port is not one of the workload's
   */
  public exemptPort(port: number, options: PortExemptionOptions): void {
    const call = `exemptPort(${port})`;
    const mode = options?.mode ?? PortMode.PERMISSIVE;
    const wrong = temporaryExceptionProblem(options ?? {});
    if (wrong) {
      throw usageError(this, call, wrong.problem, wrong.remedy);
    }
    this.namespace._require(this, mode === PortMode.PERMISSIVE ? 'permissivePort' : 'plaintextPort', call);
    this.requireServer(call);
    this.requirePort(call, port);
    if (this.exemptions.some(exemption => exemption.port === port)) {
      throw usageError(this, call, 'the port is exempt already', 'Keep one exemption for each port.');
    }
    const { reason, until, ipBlocks } = options;
    const exemption = { port, mode, reason, until, ipBlocks };
    this.exemptions.push(exemption);
    this.namespace._mesh._provider.exemptPort(this._intent, exemption);
    this.namespace._servicesBefore(this._podLabels).forEach(service => service._update());
  }

  /**
   * The identity of the workload.
   *
   * @throws if the workload is not enrolled
   */
  public toMeshClient(): MeshClientConfig {
    if (!this.enrolled) {
      throw usageError(this, `allowFrom(${this.namespace.name}/${this.name})`, 'the caller is not enrolled in the mesh, so it has no identity', 'Enrol its pods, or exempt the port that it calls: exemptPort(port, { reason, until }).');
    }
    return { namespace: this.namespace.name, serviceAccount: this.serviceAccountName, mesh: this.namespace._mesh._provider.name };
  }

  /**
   * Whether something is said of its pods apart from what is said of the namespace.
   *
   * @internal
   */
  public get _hasPolicies(): boolean {
    return this.grants.length > 0 || this.exemptions.length > 0 || this._intent.enforcement !== undefined;
  }

  /**
   * The workloads that a mesh cannot tell from this one, itself included.
   *
   * @internal
   */
  public get _sharingIdentity(): MeshWorkload[] {
    return this.namespace._workloadsUnder(this.serviceAccountName).filter(({ enrolled }) => enrolled);
  }

  /** What the workload requires apart from its namespace: as it says itself, or as a mesh that is on its way to strict does. */
  private enforcementOf({ enforcement }: MeshWorkloadProps): Enforcement | undefined {
    const { namespace, name } = this;
    const { migration } = namespace._mesh;
    const isStrict = migration?._isStrictWorkload(namespace.name, name) ?? false;
    const call = isStrict ? `addWorkload("${name}"), strict by the migration` : `addWorkload("${name}", { enforcement })`;
    if (enforcement && migration && !migration._isStrict(namespace.name)) {
      throw usageError(this, `addWorkload("${name}", { enforcement })`, 'until its namespace is strict, what a workload requires is said by the migration of the mesh',
        `Leave enforcement out. To make the workload strict, name it there: StrictMigration.strictWorkloads({ workloads: ["${namespace.name}/${name}"], reason, until }).`);
    }
    if (enforcement || isStrict) {
      namespace._require(this, 'workloadEnforcement', call);
      this.requireServer(call);
    }
    return isStrict ? Enforcement.strict() : enforcement;
  }

  /** Policies select pods by label and are enforced by their proxy. */
  private requireServer(call: string): void {
    if (!this.enrolled) {
      throw usageError(this, call, 'the workload is not enrolled in the mesh, so nothing would enforce this', 'Enrol its pods first.');
    }
    if (Object.keys(this.ownLabels).length === 0) {
      throw usageError(this, call, 'its pods have no labels, so no policy can select them', 'Add a label to the pod template, for example app: "' + this.name + '".');
    }
  }

  private requirePort(call: string, port: number): void {
    const problem = portProblem(port);
    if (problem) {
      throw usageError(this, call, problem, 'Give the number of a container port, for example 8080.');
    }
    if (this.containerPorts.length > 0 && !this.containerPorts.some(known => known.port === port)) {
      const known = this.containerPorts.map(({ port: number }) => number).join(', ');
      throw usageError(this, call, `the workload does not listen on container port ${port}`, `Its container ports are ${known}; the port of a Service in front of it is not meant here.`);
    }
  }

  private checkNames(): void {
    const call = `addWorkload("${this.name}")`;
    const problem = dnsSubdomainProblem(this.name);
    if (problem) {
      throw usageError(this, call, problem, 'Write a name as Kubernetes has them, for example "web".');
    }
    const accountProblem = dnsSubdomainProblem(this.serviceAccountName);
    if (accountProblem) {
      throw usageError(this, call, `serviceAccountName "${this.serviceAccountName}" ${accountProblem}`, 'Write the name of a ServiceAccount.');
    }
    for (const [key, value] of Object.entries(this.ownLabels)) {
      const labelProblem = qualifiedNameProblem(key) ?? labelValueProblem(value);
      if (labelProblem) {
        throw usageError(this, call, `label "${key}: ${value}" ${labelProblem}`, 'Write the labels that the pods have.');
      }
    }
    const seen = new Set<number>();
    for (const { port } of this.containerPorts) {
      if (seen.has(port)) {
        throw usageError(this, call, `container port ${port} is given twice`, 'Name each container port once.');
      }
      seen.add(port);
    }
  }
}
