import { isDeepStrictEqual } from 'node:util';
import { isOfPods } from './kinds';
import { append } from '../../core/multi-map';
import { isFields, listAt } from '../fields';
import { Inventory } from '../inventory';
import { groupKind, namespaceOf, SourcedManifest } from '../manifest';
import { podSpecOf } from '../workloads';

/**
 * The objects that are in one of two inventories only, and those that differ in more than the images of their containers, as
 * they are in each. Of several that claim one name, the first is compared with the first.
 */
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
    if (!same || !areSame(same, object)) {
      changed.push(...same ? [same] : [], object);
    }
  }
  for (const [key, objects] of old) {
    changed.push(...objects.slice(seen.get(key) ?? 0));
  }
  return changed;
}

function areSame(was: SourcedManifest, is: SourcedManifest): boolean {
  return isDeepStrictEqual(was.manifest, is.manifest) || (isOfPods(is) && isDeepStrictEqual(withoutImages(was), withoutImages(is)));
}

/** A new image is the most usual change of all, and says nothing of calls or certificates. */
function withoutImages({ manifest, origin }: SourcedManifest): unknown {
  const copy = { manifest: structuredClone(manifest), origin };
  const [spec] = podSpecOf(copy);
  for (const container of ['containers', 'initContainers'].flatMap(list => listAt(spec, list)).filter(isFields)) {
    delete (container as Record<string, unknown>).image;
  }
  return copy.manifest;
}

function keyOf(object: SourcedManifest): string {
  return `${groupKind(object.manifest)}/${namespaceOf(object)}/${object.manifest.metadata.name}`;
}
