import { TrustDifference } from './difference';
import type { TrustStates } from './trust-differences';
import { Severity } from '../../core/finding';
import { Inventory } from '../inventory';
import { described, referenceTo, SourcedManifest } from '../manifest';
import { podReferences } from '../trust/pod-references';
import { BundleNode, TrustGraph } from '../trust/trust-graph';

/** The bundles that the change adds and removes, and who still reads those that it removes. */
export function bundleDifferences({ before, after }: TrustStates, inventory: Inventory): TrustDifference[] {
  const [old, next] = [before, after].map(distributed);
  const vanishing = [...old.values()].filter(({ id }) => !next.has(id));
  const readers = vanishing.length === 0 ? new Map<string, SourcedManifest[]>() : readersOf(before, after, inventory);
  return [
    ...vanishing.map(bundle => vanished(bundle, readers.get(bundle.id) ?? [])),
    ...[...next.values()].filter(({ id }) => !old.has(id)).map((bundle): TrustDifference => ({
      kind: 'bundle-appears',
      severity: 'info',
      message: `there is a new bundle: ${described(bundle.object)}, with ${rootsOf(bundle)}`,
      objects: [referenceTo(bundle.object.manifest)],
    })),
  ];
}

function vanished(bundle: BundleNode, readers: readonly SourcedManifest[]): TrustDifference {
  const { object } = bundle;
  if (readers.length === 0) {
    return { kind: 'bundle-vanishes', severity: 'info', message: `${described(object)} vanishes, with ${rootsOf(bundle)}`, objects: [referenceTo(object.manifest)] };
  }
  const more = readers.length > 1 ? ` and ${readers.length - 1} more` : '';
  return {
    kind: 'bundle-still-read',
    severity: Severity.ERROR,
    message: `${described(object)} vanishes, and ${described(readers[0])}${more} still reads what it writes: pods that start without it trust nobody, or do not start`,
    fix: `Keep ${described(object)} until nobody reads it any more.`,
    objects: [referenceTo(object.manifest), ...readers.map(({ manifest }) => referenceTo(manifest))],
  };
}

/** The bundles that are distributed; what stands beside a certificate comes and goes with it. */
function distributed(graph: TrustGraph): ReadonlyMap<string, BundleNode> {
  return new Map(graph.bundles().filter(({ kind }) => kind !== 'issued').map(bundle => [bundle.id, bundle]));
}

/** Whose pods read afterwards what only a bundle of before gave them, by the id of the bundle. */
function readersOf(before: TrustGraph, after: TrustGraph, inventory: Inventory): Map<string, SourcedManifest[]> {
  const readers = new Map<string, SourcedManifest[]>();
  for (const { workload, references } of inventory.view(podReferences)) {
    for (const { kind, name } of references) {
      const bundle = before.bundleBehind(kind, workload.namespace, name);
      const isThere = inventory.find('', kind, workload.namespace, name) !== undefined || after.bundleBehind(kind, workload.namespace, name) !== undefined;
      const known = bundle && !isThere ? readers.get(bundle.id) ?? [] : undefined;
      if (known && !known.includes(workload.object)) {
        readers.set(bundle!.id, [...known, workload.object]);
      }
    }
  }
  return readers;
}

function rootsOf({ roots, complete }: BundleNode): string {
  const names = roots.slice(0, 3).map(({ description }) => description).join(', ');
  const known = roots.length === 0 ? 'no root that is known' : roots.length > 3 ? `${names} and ${roots.length - 3} more roots` : names;
  return complete ? known : `${known}, and what the manifests do not show`;
}
