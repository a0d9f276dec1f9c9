import { isDeepStrictEqual } from 'node:util';
import { append } from '../../core/multi-map';
import { Inventory } from '../inventory';
import { groupKind, namespaceOf, SourcedManifest } from '../manifest';

/** The objects that are in one of two inventories only, and those that differ, as they are in each. Of several that claim one name, the first is compared with the first. */
export function changedObjects(before: Inventory, after: Inventory): readonly SourcedManifest[] {
  const old = new Map<string, SourcedManifest[]>();
  before.objects.forEach(object => append(old, keyOf(object), object));
  const changed: SourcedManifest[] = [];
  const seen = new Map<string, number>();
  for (const object of after.objects) {
    const key = keyOf(object);
    const place = seen.get(key) ?? 0;
    seen.set(key, place + 1);
    const same = old.get(key)?.[place];
    if (!same || !isDeepStrictEqual(same.manifest, object.manifest)) {
      changed.push(...same ? [same] : [], object);
    }
  }
  for (const [key, objects] of old) {
    changed.push(...objects.slice(seen.get(key) ?? 0));
  }
  return changed;
}

function keyOf(object: SourcedManifest): string {
  return `${groupKind(object.manifest)}/${namespaceOf(object)}/${object.manifest.metadata.name}`;
}
