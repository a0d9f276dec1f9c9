import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { discover } from './adoption';
import { enrolNamespace } from './enrolment';
import { clientProblem, describeClient, Grant } from './grant';
import { LabelIndex } from './label-index';
import type { Mesh } from './mesh';
import type { MeshCapabilities } from './mesh-capabilities';
import { IMeshClient, MeshClientConfig } from './mesh-client';
import type { NamespaceIntent } from './mesh-provider';
import { MeshService, MeshServiceProps } from './mesh-service';
import { MeshWorkload } from './mesh-workload';
import type { DescribedWorkload, MeshWorkloadProps } from './mesh-workload-props';
import { sharedIdentityProblems } from './shared-identity';
import { StrictStage } from '../core/change/strict-stage';
import { Enforcement, EnforcementMode } from '../core/enforcement';
import { dnsLabelProblem } from '../core/kubernetes-names';
import { append } from '../core/multi-map';
import { didYouMean } from '../core/suggestion';
import { usageError } from '../core/usage-error';

/** How a namespace takes part in a mesh. */
export interface MeshNamespaceOptions {
  /**
   * Whether mutual TLS is required of callers.
   *
   * @default - what the mesh requires: strict, unless the mesh says otherwise
   */
  readonly enforcement?: Enforcement;

  /**
   * Whether a workload is closed to callers that no `allowFrom` lets in. If not,
   * a workload without any `allowFrom` is open to every caller.
   *
   * @default true
   */
  readonly defaultDeny?: boolean;

  /**
   * Where the objects of the namespace are created, for example a chart of its
   * own.
   *
   * @default - with the mesh
   */
  readonly scope?: Construct;
}

/** @internal */
export interface MeshNamespaceProps extends MeshNamespaceOptions {
  readonly mesh: Mesh;
  /** The Namespace, if another construct emits it. */
  readonly object?: ApiObject;
}

/** A namespace enrolled in a mesh. */
export class MeshNamespace extends Construct implements IMeshClient {
  /** @internal */
  public static _create(scope: Construct, name: string, props: MeshNamespaceProps): MeshNamespace {
    return new MeshNamespace(scope, name, props);
  }

  /** The name of the namespace. */
  public readonly name: string;

  /** What callers must do. */
  public readonly enforcement: Enforcement;

  /** Whether callers that no `allowFrom` lets in are refused. */
  public readonly defaultDeny: boolean;

  /** @internal */
  public readonly _mesh: Mesh;

  /** @internal */
  public readonly _intent: NamespaceIntent;

  private readonly byName = new Map<string, MeshWorkload>();
  private readonly byAccount = new Map<string, MeshWorkload[]>();
  private readonly labels = new LabelIndex<MeshService, MeshWorkload>();
  private readonly grants: Grant[] = [];

  private constructor(scope: Construct, name: string, props: MeshNamespaceProps) {
    super(scope, name);
    const problem = dnsLabelProblem(name);
    if (problem) {
      throw usageError(this, `addNamespace("${name}")`, problem, 'Write the name of a namespace, for example "shop".');
    }
    this.name = name;
    this._mesh = props.mesh;
    this.enforcement = this.enforcementOf(props);
    this.defaultDeny = props.defaultDeny ?? true;

    if (this.defaultDeny && this.enforcement.mode === EnforcementMode.PERMISSIVE) {
      this._require(this, 'permissiveDefaultDeny', `addNamespace("${name}"${props.enforcement ? ', { enforcement }' : ''})`);
    }

    this._intent = { scope: this, name, enforcement: this.enforcement, defaultDeny: this.defaultDeny };

    enrolNamespace(this, this._mesh._provider.namespaceMarks(this._intent), props.object);
    this._mesh._provider.addNamespace(this._intent);
    this.node.addValidation({ validate: () => sharedIdentityProblems({ grants: this.grants }) });
  }

  /**
   * Describes a workload of the namespace: pods with common labels that run
   * under one service account. The pods themselves are deployed by whoever
   * deploys them; see `adopt` if that is this app.
   *
   * @param name the name of the workload, for messages and in object names
   * @throws if there is a workload of that name
   */
  public addWorkload(name: string, props: MeshWorkloadProps = {}): MeshWorkload {
    return this.add(name, props);
  }

  /**
   * Describes a Service of the namespace, so that its callers can be held to
   * mutual TLS where that is safe.
   *
   * @param name the name of the Service
   * @throws if there is a Service of that name, or a port or a label is none
   */
  public addService(name: string, props: MeshServiceProps): MeshService {
    const service = MeshService._create(this, name, props);
    this.labels.addSelector(service.selector, service);
    service._update();
    return service;
  }

  /**
   * Makes workloads of the Deployments, StatefulSets, DaemonSets, ReplicaSets,
   * Jobs, CronJobs and Pods under a construct, and takes note of its Services:
   * an `Include`, a `Helm`, any version of cdk8s-plus, plain ApiObjects. Objects
   * of other namespaces are left alone; objects without a namespace are put
   * into this one. Pods that opt out of the mesh become workloads that are not
   * enrolled. Where objects of several kinds have one name, their kinds are added
   * to the names of the workloads: `web-deployment`, `web-cronjob`.
   *
   * @returns the workloads, in the order of their objects
   * @throws if there is none, or there is a workload of one of the names already
   */
  public adopt(construct: IConstruct): MeshWorkload[] {
    const found = discover(construct, this.name, this._mesh._provider.apiGroups);
    if (found.workloads.length === 0) {
      throw usageError(this, `adopt(${construct.node.path})`, `no workload of namespace "${this.name}" is in it`, 'Pass the construct that contains the Deployments, for example the Include itself.');
    }
    const workloads = found.workloads.map(({ name, marks, ...props }) =>
      this.add(name, { ...props, podLabels: marks.labels, enrolled: this._mesh._provider.enrols(marks) }));
    found.services.forEach(({ name, ...props }) => this.addService(name, props));
    return workloads;
  }

  /**
   * A workload of the namespace by name.
   *
   * @throws if there is none
   */
  public workload(name: string): MeshWorkload {
    const workload = this.byName.get(name);
    if (!workload) {
      throw usageError(this, `workload("${name}")`, 'no such workload', `Known here: ${[...this.byName.keys()].join(', ') || 'none'}.${didYouMean(name, this.byName.keys())}`);
    }
    return workload;
  }

  /** The workloads, in the order in which they were added. */
  public get workloads(): MeshWorkload[] {
    return [...this.byName.values()];
  }

  /**
   * Lets a caller reach every workload of the namespace, on every port.
   *
   * @throws if the namespace is open to every caller, or this one has no identity in the mesh
   */
  public allowFrom(...clients: IMeshClient[]): void {
    for (const client of clients) {
      const config = this._clientOf(client);
      if (!this.defaultDeny) {
        throw usageError(this, `allowFrom(${describeClient(config)})`, 'the namespace is open to every caller, and a rule for all of it would close it', 'Leave defaultDeny out to close the namespace, or let the caller into the workloads that are meant: workload.allowFrom().');
      }
      this.grants.push({ workload: client instanceof MeshWorkload ? client : undefined, config });
      this._mesh._provider.allowInNamespace(this._intent, { client: config });
    }
  }

  /** The identity of every workload of the namespace. */
  public toMeshClient(): MeshClientConfig {
    return { namespace: this.name, mesh: this._mesh._provider.name };
  }

  /**
   * The callers that are let in to every workload.
   *
   * @internal
   */
  public get _grants(): readonly Grant[] {
    return this.grants;
  }

  /**
   * The workloads that run under a service account.
   *
   * @internal
   */
  public _workloadsUnder(serviceAccountName: string): readonly MeshWorkload[] {
    return this.byAccount.get(serviceAccountName) ?? [];
  }

  /** @internal */
  public _servicesBefore(labels: Record<string, string>): MeshService[] {
    return this.labels.selecting(labels);
  }

  /** @internal */
  public _workloadsBehind(selector: Record<string, string>): MeshWorkload[] {
    return this.labels.selectedBy(selector);
  }

  /**
   * Refuses what the mesh cannot express, with what to use instead.
   *
   * @internal
   */
  public _require(where: Construct, capability: keyof MeshCapabilities, call: string): void {
    const { name, capabilities } = this._mesh._provider;
    const answer = capabilities[capability];
    if (answer !== true) {
      throw usageError(where, call, `${name} cannot express this`, answer.instead);
    }
  }

  /**
   * The identity of a caller, refused if it is none or belongs to another kind of mesh.
   *
   * @internal
   */
  public _clientOf(client: IMeshClient): MeshClientConfig {
    const config = client.toMeshClient();
    const call = `allowFrom(${describeClient(config)})`;
    const problem = clientProblem(config);
    if (problem) {
      throw usageError(this, call, problem, 'Name a namespace and a service account as Kubernetes has them, for example MeshClient.serviceAccount("shop", "web").');
    }
    const mesh = this._mesh._provider.name;
    if (config.mesh !== undefined && config.mesh !== mesh) {
      throw usageError(this, call, `the caller has its identity in ${config.mesh}, which ${mesh} does not know`, 'Let it in through an ingress gateway, or enrol it in the same mesh.');
    }
    return config;
  }

  /** What the namespace requires: as it says itself, or as the mesh does; a mesh that is on its way to strict says it alone. */
  private enforcementOf({ enforcement, mesh: { enforcement: ofMesh, migration } }: MeshNamespaceProps): Enforcement {
    if (enforcement && migration && migration._record.stage !== StrictStage.MESH) {
      throw usageError(this, `addNamespace("${this.name}", { enforcement })`, 'what namespaces require is said by the migration of the mesh',
        `Leave enforcement out. To make the namespace strict, name it there: StrictMigration.strictNamespaces({ namespaces: ["${this.name}"], reason, until }).`);
    }
    return enforcement ?? (migration?._isStrict(this.name) ? Enforcement.strict() : ofMesh);
  }

  private add(name: string, props: DescribedWorkload): MeshWorkload {
    if (this.byName.has(name)) {
      throw usageError(this, `addWorkload("${name}")`, 'there is a workload of that name', `Give it another name, or use the one there is: workload("${name}").`);
    }
    const workload = MeshWorkload._create(this, name, props);
    this.byName.set(name, workload);
    append(this.byAccount, workload.serviceAccountName, workload);
    this.labels.addLabels(workload._podLabels, workload);
    this._servicesBefore(workload._podLabels).forEach(service => service._update());
    return workload;
  }
}
