import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ExternalService, ExternalServiceProps } from './external-service';
import { MeshNamespace, MeshNamespaceOptions } from './mesh-namespace';
import type { MeshProvider } from './mesh-provider';
import { StrictMigration } from './strict-migration';
import { Enforcement } from '../core/enforcement';
import { didYouMean } from '../core/suggestion';
import { usageError } from '../core/usage-error';

/** What every mesh may be told. */
export interface MeshProps {
  /**
   * What the mesh requires of callers where a namespace says nothing else.
   *
   * @default - mutual TLS, `Enforcement.strict()`; what the migration says, if there is one
   */
  readonly enforcement?: Enforcement;

  /**
   * How far the mesh has come on its way from permissive to strict, while it is on it.
   *
   * @default - none: strict at once
   */
  readonly migration?: StrictMigration;
}

/**
 * A service mesh, as far as all meshes are alike: namespaces that are enrolled
 * in it, and services outside that its workloads call.
 */
export abstract class Mesh extends Construct {
  /** What the mesh requires of callers where a namespace says nothing else. */
  public readonly enforcement: Enforcement;

  /** How far the mesh has come on its way from permissive to strict; undefined if it is not on it. */
  public readonly migration?: StrictMigration;

  /** @internal */
  public abstract readonly _provider: MeshProvider;

  private readonly enrolled = new Map<string, MeshNamespace>();

  constructor(scope: Construct, id: string, props: MeshProps = {}) {
    super(scope, id);
    const { enforcement, migration } = props;
    if (enforcement && migration) {
      throw usageError(this, 'enforcement and migration', 'both say what the mesh requires', 'Leave enforcement out: the migration says it, stage by stage.');
    }
    this.enforcement = migration?._enforcement ?? enforcement ?? Enforcement.strict();
    this.migration = migration;
    this.node.addValidation({ validate: () => migration?._problems(this.namespaces) ?? [] });
  }

  /**
   * Enrols a namespace and emits it: labelled for the mesh, strict mutual TLS,
   * and closed to every caller that no `allowFrom` lets in.
   *
   * @param name the name of the namespace
   * @throws if the namespace is enrolled already or the name is not a DNS label
   */
  public addNamespace(name: string, options: MeshNamespaceOptions = {}): MeshNamespace {
    return this.enrol(`addNamespace("${name}")`, name, options);
  }

  /**
   * Enrols a namespace that another construct emits: any version of cdk8s-plus,
   * an included manifest, a plain ApiObject. The labels that enrol it are added
   * to that object.
   *
   * @throws if there is not exactly one Namespace in the construct, or it is enrolled already
   */
  public enrolNamespace(namespace: IConstruct, options: MeshNamespaceOptions = {}): MeshNamespace {
    const call = `enrolNamespace(${namespace.node.path})`;
    const [object, ...others] = namespace.node.findAll().filter(isNamespace);
    if (!object || others.length > 0) {
      const problem = object ? `there are ${others.length + 1} Namespaces in it: ${[object, ...others].map(({ name }) => name).join(', ')}` : 'no Namespace is in it';
      throw usageError(this, call, problem, 'Pass the construct of one Namespace, or use addNamespace(name) to have one emitted.');
    }
    return this.enrol(call, object.name, options, object);
  }

  /**
   * An enrolled namespace by name.
   *
   * @throws if no such namespace is enrolled
   */
  public namespace(name: string): MeshNamespace {
    const namespace = this.enrolled.get(name);
    if (!namespace) {
      throw usageError(this, `namespace("${name}")`, 'no such namespace is enrolled', `Enrol it with addNamespace("${name}").${didYouMean(name, this.enrolled.keys())}`);
    }
    return namespace;
  }

  /** The enrolled namespaces, in the order in which they were enrolled. */
  public get namespaces(): MeshNamespace[] {
    return [...this.enrolled.values()];
  }

  /**
   * Describes a service outside the mesh that workloads of the mesh call.
   *
   * @param name the name of its objects
   * @throws if there is one of that name, or the mesh cannot express what is asked for
   */
  public addExternalService(name: string, props: ExternalServiceProps): ExternalService {
    return ExternalService._create(this, name, props);
  }

  private enrol(call: string, name: string, options: MeshNamespaceOptions, object?: ApiObject): MeshNamespace {
    if (this.enrolled.has(name)) {
      throw usageError(this, call, 'the namespace is enrolled already', `Use the one there is: namespace("${name}").`);
    }
    const namespace = MeshNamespace._create(options.scope ?? this, name, { ...options, mesh: this, object });
    this.enrolled.set(name, namespace);
    this._namespaceAdded(namespace);
    return namespace;
  }

  /**
   * Lets a mesh hand its trust to a namespace that has just been enrolled.
   *
   * @internal
   */
  protected _namespaceAdded(_namespace: MeshNamespace): void { }
}

function isNamespace(construct: IConstruct): construct is ApiObject {
  return construct instanceof ApiObject && construct.kind === 'Namespace' && construct.apiGroup === 'core';
}
