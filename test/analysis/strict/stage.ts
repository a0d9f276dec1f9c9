import { Breakage, StrictReport } from '../../../src/analysis/strict/breakage';
import { whatStrictBreaks } from '../../../src/analysis/strict/what-strict-breaks';
import { STRICT_MESH, StrictMigrationRecord } from '../../../src/core/change/strict-migration-record';
import { StrictStage } from '../../../src/core/change/strict-stage';
import { state } from '../diff/states';
import { app, enrolled, front } from '../flows/cluster';
import { namespace, PlainObject } from '../objects';

export const OBSERVE: StrictMigrationRecord = { stage: StrictStage.OBSERVE, workloads: [], namespaces: [] };

export function strictWorkloads(...workloads: string[]): StrictMigrationRecord {
  return { stage: StrictStage.WORKLOADS, workloads, namespaces: [] };
}

export function strictNamespaces(...namespaces: string[]): StrictMigrationRecord {
  return { stage: StrictStage.NAMESPACES, workloads: [], namespaces };
}

/** A server in the mesh, and its Service. */
export const CART = [enrolled('shop'), app('cart', [7070]), front('cart', 80, 7070)];

/** A caller outside the mesh that names what it calls in its environment. */
export function crawler(...called: string[]): PlainObject[] {
  return [namespace('tools'), app('crawler', [], { in: 'tools', container: { env: called.map((value, index) => ({ name: `CALLED_${index}`, value })) } })];
}

/** What a stage breaks among objects. */
export function broken(objects: readonly PlainObject[], next: StrictMigrationRecord = STRICT_MESH): StrictReport {
  return whatStrictBreaks(state(objects), next);
}

/** Breakages, each as `call error tools/crawler`: its kind, severity and first object. */
export function summary({ breakages }: StrictReport): string[] {
  return breakages.map(({ kind, severity, objects: [object] }) => `${kind} ${severity}${object ? ` ${object.namespace ?? ''}/${object.name}` : ''}`);
}

/** The one breakage of a kind. */
export function only(kind: string, { breakages }: StrictReport): Breakage {
  const found = breakages.filter(breakage => breakage.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}
