import { readStrictMigration, STRICT_MESH, STRICT_MIGRATION_ANNOTATION, StrictMigrationRecord } from '../../core/change/strict-migration-record';
import type { State } from '../diff/world';
import { hasField, textAt } from '../fields';
import { peerAuthentications } from '../istio/peer-authentications';
import { SourcedManifest } from '../manifest';
import { clusterOf } from '../rule';

/** How far a state is on its way to strict. */
export interface StrictStanding {
  /** The policy of the whole mesh; undefined if there is none. */
  readonly policy?: SourcedManifest;
  /** What it records or, where nothing is recorded, what a strict mesh would; undefined if the mesh is permissive, or the record cannot be read. */
  readonly record?: StrictMigrationRecord;
  /** Whether that was recorded. */
  readonly isRecorded: boolean;
  /** What is wrong with the record. */
  readonly problem?: string;
}

/** How far a state is on its way to strict, as the policy of the whole mesh says. */
export function strictStandingOf({ inventory, context }: State): StrictStanding {
  const [policy] = inventory.view(peerAuthentications).ofNamespace(clusterOf(context).rootNamespace);
  if (!policy) {
    return { isRecorded: false };
  }
  const { object, mode } = policy;
  if (!hasField(object.manifest, 'metadata', 'annotations', STRICT_MIGRATION_ANNOTATION)) {
    return { policy: object, isRecorded: false, ...mode === 'STRICT' ? { record: STRICT_MESH } : {} };
  }
  const read = readStrictMigration(textAt(object.manifest, 'metadata', 'annotations', STRICT_MIGRATION_ANNOTATION));
  return { policy: object, isRecorded: true, ...read };
}
