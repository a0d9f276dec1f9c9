import { groupKind, isObject, SourcedManifest } from './manifest';
import { append } from '../core/multi-map';

/** A function that reads some kinds of objects, and indexes them for the rules about them. */
export type View<T> = (inventory: Inventory) => T;

/** All objects under analysis, indexed so that no rule needs to search. */
export class Inventory {
  private readonly index: ObjectIndex;
  private readonly views = new Map<View<unknown>, unknown>();

  /** @param borrowed views that depend on objects alone which another inventory has too: that makes them */
  constructor(objects: readonly SourcedManifest[] | ObjectIndex, private readonly borrowed: ReadonlyMap<View<unknown>, Inventory> = new Map()) {
    this.index = objects instanceof ObjectIndex ? objects : new ObjectIndex(objects);
  }

  /** Every object, in the order given. */
  public get objects(): readonly SourcedManifest[] {
    return this.index.objects;
  }

  /** The same objects, with views of another inventory. */
  public borrowing(views: readonly View<unknown>[], lender: Inventory): Inventory {
    return new Inventory(this.index, new Map(views.map(view => [view, lender])));
  }

  /** The objects of a kind, in the order given. */
  public ofKind(group: string, kind: string): readonly SourcedManifest[] {
    return this.index.byKind.get(`${group}/${kind}`) ?? [];
  }

  /** The object with a name; the first one if several claim it. */
  public find(group: string, kind: string, namespace: string | undefined, name: string): SourcedManifest | undefined {
    return this.index.byKey.get(keyOf(`${group}/${kind}`, namespace, name))?.[0];
  }

  /**
   * What a view makes of the objects: certificates and their issuers, pods and
   * the selectors that match them. Made at the first look, and then kept.
   */
  public view<T>(view: View<T>): T {
    const lender = this.borrowed.get(view);
    if (lender) {
      return lender.view(view);
    }
    if (!this.views.has(view)) {
      this.views.set(view, view(this));
    }
    return this.views.get(view) as T;
  }

  /** The groups of objects that claim one and the same kind, namespace and name. */
  public collisions(): SourcedManifest[][] {
    return [...this.index.byKey.values()].filter(objects => objects.length > 1);
  }
}

class ObjectIndex {
  public readonly byKind = new Map<string, SourcedManifest[]>();
  public readonly byKey = new Map<string, SourcedManifest[]>();
  public readonly objects: readonly SourcedManifest[];

  constructor(objects: readonly SourcedManifest[]) {
    this.objects = objects.filter(isObject);
    for (const object of this.objects) {
      const { metadata } = object.manifest;
      const kindKey = groupKind(object.manifest);
      append(this.byKind, kindKey, object);
      append(this.byKey, keyOf(kindKey, metadata.namespace, metadata.name), object);
    }
  }
}

/** An object that names no namespace is in "default", or belongs to the whole cluster: a kind is either, so one key serves both. */
function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace === 'default' ? '' : namespace ?? ''}/${name}`;
}
