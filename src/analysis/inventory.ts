import { apiGroup, isObject, SourcedManifest } from './manifest';

/** All objects under analysis, indexed so that no rule needs to search. */
export class Inventory {
  private readonly byKind = new Map<string, SourcedManifest[]>();
  private readonly byKey = new Map<string, SourcedManifest[]>();

  constructor(
    /** Every object, in the order given. */
    public readonly objects: readonly SourcedManifest[],
  ) {
    for (const object of objects.filter(isObject)) {
      const { kind, metadata } = object.manifest;
      const kindKey = `${apiGroup(object.manifest)}/${kind}`;
      append(this.byKind, kindKey, object);
      append(this.byKey, `${kindKey}/${metadata.namespace ?? ''}/${metadata.name}`, object);
    }
  }

  /** The objects of a kind, in the order given. */
  public ofKind(group: string, kind: string): readonly SourcedManifest[] {
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  /** The object with a name; the first one if several claim it. */
  public find(group: string, kind: string, namespace: string | undefined, name: string): SourcedManifest | undefined {
    return this.byKey.get(`${group}/${kind}/${namespace ?? ''}/${name}`)?.[0];
  }

  /** The groups of objects that claim one and the same kind, namespace and name. */
  public collisions(): SourcedManifest[][] {
    return [...this.byKey.values()].filter(objects => objects.length > 1);
  }
}

/** Adds to the list that a map holds under a key. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}
