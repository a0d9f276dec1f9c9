import type { State } from '../analysis/diff/world';
import { referenceTo } from '../analysis/manifest';
import { StrictReport } from '../analysis/strict/breakage';
import { whatStrictBreaks } from '../analysis/strict/what-strict-breaks';
import { STRICT_MESH, StrictMigrationRecord } from '../core/change/strict-migration-record';
import { StrictStage } from '../core/change/strict-stage';
import { compareText } from '../core/compare-text';
import { describeObject, ObjectReference } from '../core/finding';
import { append } from '../core/multi-map';
import { isServer, meshWorkloads, nameOf } from '../gates/mesh-workloads';

/** What is to become strict next. */
export interface NextScope {
  readonly next: StrictMigrationRecord;
  /** What becomes strict that is not yet; empty for everything. */
  readonly names: readonly string[];
  /** What stands in the way of a strict mesh, whether or not the next step meets it. */
  readonly report: StrictReport;
}

/** A server that is not strict yet, and whether something is known that would break if it were. */
interface Candidate {
  readonly name: string;
  readonly breaks: boolean;
}

/**
 * What to make strict next: what is known to break nothing. First the workloads of one
 * namespace, then the namespaces of which that is true, and at last the mesh.
 */
export function nextStrictScope(record: StrictMigrationRecord, state: State): NextScope {
  const report = whatStrictBreaks(state, STRICT_MESH);
  const namespaces = candidatesIn(record, state, report);
  const harmless = [...namespaces].filter(([, workloads]) => workloads.every(({ breaks }) => !breaks)).map(([namespace]) => namespace);
  if (record.stage === StrictStage.OBSERVE && namespaces.size > 0) {
    const [first] = harmless.length > 0 ? harmless : namespaces.keys();
    const all = namespaces.get(first)!;
    const names = all.filter(({ breaks }) => !breaks || all.every(each => each.breaks)).map(({ name }) => name);
    return { next: { stage: StrictStage.WORKLOADS, workloads: names, namespaces: [] }, names, report };
  }
  if (namespaces.size > 0) {
    const names = harmless.length > 0 ? harmless : [[...namespaces.keys()][0]];
    const whole = [...record.namespaces, ...names].sort();
    const workloads = record.workloads.filter(workload => !whole.includes(workload.slice(0, workload.indexOf('/'))));
    return { next: { stage: StrictStage.NAMESPACES, workloads, namespaces: whole }, names, report };
  }
  return { next: STRICT_MESH, names: [], report };
}

/** The servers of namespaces that are not strict as a whole, by namespace. */
function candidatesIn(
  record: StrictMigrationRecord, { inventory, context }: State, { breakages }: StrictReport,
): ReadonlyMap<string, readonly Candidate[]> {
  const concerned = breakages.flatMap(({ objects, exceptions }) => [...objects, ...exceptions.map(({ workload }) => workload)]);
  const meets = new Set(concerned.map(withoutField));
  const namespaces = new Map<string, Candidate[]>();
  for (const workload of meshWorkloads(inventory, context)) {
    if (!record.namespaces.includes(workload.namespace) && isServer(workload, inventory)) {
      append(namespaces, workload.namespace, { name: nameOf(workload), breaks: meets.has(withoutField(referenceTo(workload.object.manifest))) });
    }
  }
  return new Map([...namespaces].sort(([a], [b]) => compareText(a, b)));
}

function withoutField(object: ObjectReference): string {
  return describeObject({ ...object, namespace: object.namespace ?? 'default' });
}
