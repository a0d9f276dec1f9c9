import { namespaceIn, STRICT_MESH, strictMigrationProblems, StrictMigrationRecord } from '../core/change/strict-migration-record';
import { StrictStage } from '../core/change/strict-stage';
import { Enforcement } from '../core/enforcement';
import { didYouMean } from '../core/suggestion';
import { TemporaryException, temporaryExceptionProblem } from '../core/temporary-exception';
import { usageError } from '../core/usage-error';

/** Workloads that are strict in a mesh that is permissive otherwise, and why and until when it is. */
export interface StrictWorkloadsOptions extends TemporaryException {
  /** The workloads that require mutual TLS, as `namespace/name`. */
  readonly workloads: string[];
}

/** Namespaces that are strict in a mesh that is permissive otherwise, and why and until when it is. */
export interface StrictNamespacesOptions extends TemporaryException {
  /** The namespaces of which every workload requires mutual TLS. */
  readonly namespaces: string[];

  /**
   * The workloads of other namespaces that require mutual TLS, as `namespace/name`.
   *
   * @default - none
   */
  readonly workloads?: string[];
}

/** What of an enrolled namespace a migration asks for the names of. */
interface KnownNamespace {
  readonly name: string;
  readonly workloads: readonly { readonly name: string }[];
}

/**
 * How far a mesh has come on its way from permissive to strict. It is one value,
 * which is edited from stage to stage: `observe`, `strictWorkloads`,
 * `strictNamespaces`, `strictMesh`. What is not strict yet accepts plaintext too,
 * with the reason and the end recorded on each object; while it does, callers are
 * not held to mutual TLS either, so that a pod which has no proxy until it is
 * restarted is still reached.
 *
 * Before each stage, `cdk8s-mtls gate` says whether anybody still sends plaintext.
 *
 * @see https://istio.io/latest/docs/tasks/security/authentication/mtls-migration/
 */
export class StrictMigration {
  /**
   * Everything accepts plaintext, and is watched.
   *
   * @throws if the reason is empty or the end is not a calendar day
   */
  public static observe(exception: TemporaryException): StrictMigration {
    return StrictMigration.underWay('observe', { stage: StrictStage.OBSERVE, workloads: [], namespaces: [] }, exception);
  }

  /**
   * Single workloads require mutual TLS; everything else accepts plaintext.
   *
   * @throws if no workload is named, one is not named as `namespace/name`, the reason is empty, or the end is not a calendar day
   */
  public static strictWorkloads(options: StrictWorkloadsOptions): StrictMigration {
    const record = { stage: StrictStage.WORKLOADS, workloads: [...(options?.workloads ?? [])], namespaces: [] };
    return StrictMigration.underWay('strictWorkloads', record, options);
  }

  /**
   * Whole namespaces require mutual TLS, and single workloads of others, if any are named; everything else accepts plaintext.
   *
   * @throws if no namespace is named, a name is none, the reason is empty, or the end is not a calendar day
   */
  public static strictNamespaces(options: StrictNamespacesOptions): StrictMigration {
    const record = { stage: StrictStage.NAMESPACES, workloads: [...(options?.workloads ?? [])], namespaces: [...(options?.namespaces ?? [])] };
    return StrictMigration.underWay('strictNamespaces', record, options);
  }

  /**
   * Everything requires mutual TLS, as it does without a migration: the migration
   * can be left out when nobody needs to go back.
   */
  public static strictMesh(): StrictMigration {
    return new StrictMigration(STRICT_MESH, Enforcement.strict());
  }

  private static underWay(stage: string, record: StrictMigrationRecord, exception: TemporaryException): StrictMigration {
    const call = `StrictMigration.${stage}()`;
    const wrong = temporaryExceptionProblem(exception ?? {});
    if (wrong) {
      throw usageError(undefined, call, wrong.problem, wrong.remedy);
    }
    const problems = strictMigrationProblems(record);
    if (problems.length > 0) {
      throw usageError(undefined, call, problems.join('; '), 'Name each namespace once, for example "shop", and each workload outside of them once with its namespace, for example "shop/web".');
    }
    return new StrictMigration(record, Enforcement.permissive({ reason: exception.reason, until: exception.until }));
  }

  private readonly namespaces: ReadonlySet<string>;
  private readonly workloads: ReadonlySet<string>;

  private constructor(
    /** @internal */
    public readonly _record: StrictMigrationRecord,
    /**
     * What is required of callers where nothing narrower is strict.
     *
     * @internal
     */
    public readonly _enforcement: Enforcement,
  ) {
    this.namespaces = new Set(_record.namespaces);
    this.workloads = new Set(_record.workloads);
  }

  /**
   * Whether a namespace is strict as a whole.
   *
   * @internal
   */
  public _isStrict(namespace: string): boolean {
    return this._record.stage === StrictStage.MESH || this.namespaces.has(namespace);
  }

  /**
   * Whether a workload is strict in a namespace that is not.
   *
   * @internal
   */
  public _isStrictWorkload(namespace: string, workload: string): boolean {
    return this.workloads.has(`${namespace}/${workload}`);
  }

  /**
   * Whether a workload accepts plaintext until the migration comes to it.
   *
   * @internal
   */
  public _isObserved(namespace: string, workload: string): boolean {
    return !this._isStrict(namespace) && !this._isStrictWorkload(namespace, workload);
  }

  /**
   * The names that nothing in the mesh has.
   *
   * @internal
   */
  public _problems(enrolled: readonly KnownNamespace[]): string[] {
    const known = new Map(enrolled.map(namespace => [namespace.name, new Set(namespace.workloads.map(({ name }) => name))]));
    const unknown = (what: string, name: string, names: Iterable<string>): string =>
      usageError(undefined, `migration, ${what} "${name}"`, `there is no such ${what} in the mesh`, `Write the name of one that is described, or take it out.${didYouMean(name, names)}`).message;
    const ofAll = (): string[] => [...known].flatMap(([namespace, names]) => [...names].map(name => `${namespace}/${name}`));
    return [
      ...this._record.namespaces.filter(name => !known.has(name)).map(name => unknown('namespace', name, known.keys())),
      ...this._record.workloads
        .filter(name => !known.get(namespaceIn(name))?.has(name.slice(namespaceIn(name).length + 1)))
        .map(name => unknown('workload', name, ofAll())),
    ];
  }
}
