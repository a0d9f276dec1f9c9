import { GateSettings } from './gate';
import { isServer, meshWorkloads, nameOf } from './mesh-workloads';
import { common, Matcher, oneOfValues } from './promql';
import { Step } from './steps';
import { Inventory } from '../analysis/inventory';
import { Proxy } from '../analysis/istio/injection';
import { RuleContext } from '../analysis/rule';
import { Workload } from '../analysis/workloads';
import { StrictMigrationRecord } from '../core/change/strict-migration-record';
import { StrictStage } from '../core/change/strict-stage';
import { compareText } from '../core/compare-text';
import { append } from '../core/multi-map';

/** A namespace of which something is to become strict. */
export interface NamespaceScope {
  readonly namespace: string;
  /** The names of the workloads that become strict, each once. */
  readonly workloads: ReadonlySet<string>;
  /** Those of them that somebody is meant to call. */
  readonly servers: ReadonlySet<string>;
  /** Whether all of the namespace becomes strict, also what the manifests do not show. */
  readonly isWhole: boolean;
}

/** What is to become strict. */
export interface StrictScope {
  readonly namespaces: readonly NamespaceScope[];
  /** Whether everything else becomes strict too, as it does when the mesh does. */
  readonly isMesh: boolean;
  /** The namespaces that are strict already. */
  readonly strict: ReadonlySet<string>;
  /** The workloads of which is not known whether they have a sidecar, and so whether they become strict. */
  readonly unknown: readonly string[];
}

/** What is permissive so far; of it, what somebody asks about: names of namespaces, and `namespace/name` of workloads. */
export function strictScope(
  record: StrictMigrationRecord | undefined, only: readonly string[], inventory: Inventory, context: RuleContext,
): StrictScope {
  const strict = new Set(record?.namespaces);
  const done = new Set(record?.workloads);
  const asked = new Set(only);
  const becomesStrict = (workload: Workload): boolean => !strict.has(workload.namespace) && !done.has(nameOf(workload))
    && (asked.size === 0 || asked.has(workload.namespace) || asked.has(nameOf(workload)));
  const byNamespace = new Map<string, Workload[]>();
  for (const workload of meshWorkloads(inventory, context).filter(becomesStrict)) {
    append(byNamespace, workload.namespace, workload);
  }
  const named = (workloads: readonly Workload[]): ReadonlySet<string> => new Set(workloads.map(({ object }) => object.manifest.metadata.name));
  return {
    namespaces: [...byNamespace].sort(([a], [b]) => compareText(a, b)).map(([namespace, workloads]) => ({
      namespace,
      workloads: named(workloads),
      servers: named(workloads.filter(workload => isServer(workload, inventory))),
      isWhole: asked.size === 0 || asked.has(namespace),
    })),
    isMesh: record?.stage === StrictStage.NAMESPACES && asked.size === 0,
    strict,
    unknown: meshWorkloads(inventory, context, Proxy.UNKNOWN).filter(becomesStrict).map(nameOf),
  };
}

/** The namespaces and workloads that may become strict by steps: what somebody may ask about. */
export function permissiveNames(steps: readonly Step[], inventory: Inventory, context: RuleContext): ReadonlySet<string> {
  return new Set(steps.flatMap(step => (step.stage === 'strict' ? strictScope(step.record, [], inventory, context).namespaces : []))
    .flatMap(({ namespace, workloads }) => [namespace, ...[...workloads].map(name => `${namespace}/${name}`)]));
}

/** The calls to what is to become strict, as the proxies of the servers report them: those of the clients do not know. */
export function callsTo({ namespaces, isMesh }: StrictScope, { matchers }: GateSettings): Matcher[] {
  return [
    ...common(matchers),
    ['reporter', '=', 'destination'],
    ...isMesh ? [] : oneOfValues('destination_workload_namespace', namespaces.map(({ namespace }) => namespace)),
  ];
}
