import { Cluster } from './cluster';
import { ObjectReference } from '../../core/finding';
import { Flow, Reason } from '../../core/flow';
import { namespaceOf, SourcedManifest } from '../manifest';

/** Says of objects in which cluster they are, where those of two clusters are looked at together. */
export class Tags {
  private readonly ofOther: ReadonlySet<string>;

  /**
   * @param own the cluster of all objects but those of the other
   * @param other the other cluster, and which objects of it are among them
   */
  constructor(private readonly own: Cluster, private readonly other: Cluster, objects: readonly SourcedManifest[]) {
    this.ofOther = new Set(objects.map(object => keyOf({ ...object.manifest.metadata, kind: object.manifest.kind, namespace: namespaceOf(object) })));
  }

  public reference(object: ObjectReference): ObjectReference {
    return inCluster(object, this.ofOther.has(keyOf(object)) ? this.other : this.own);
  }

  /** A flow with the cluster of each object that does not say it already. */
  public flow({ client, server, because, backends, ...flow }: Flow): Flow {
    const tagged = backends?.map(backend => ({ ...backend, server: this.reference(backend.server), because: this.reasons(backend.because) }));
    return {
      ...flow,
      client: inCluster(client, this.own),
      server: this.reference(server),
      because: this.reasons(because),
      ...tagged ? { backends: tagged } : {},
    };
  }

  private reasons(reasons: readonly Reason[]): readonly Reason[] {
    return reasons.map(reason => reason.object ? { ...reason, object: this.reference(reason.object) } : reason);
  }
}

/** The object as one of a cluster, if it is not said already of which it is. */
export function inCluster(object: ObjectReference, { name }: Cluster): ObjectReference {
  return object.cluster === undefined ? { cluster: name, ...object } : object;
}

/** The reason with its object as one of a cluster. */
export function reasonIn(reason: Reason, cluster: Cluster): Reason {
  return reason.object ? { ...reason, object: inCluster(reason.object, cluster) } : reason;
}

function keyOf({ kind, namespace = 'default', name }: Pick<ObjectReference, 'kind' | 'namespace' | 'name'>): string {
  return JSON.stringify([kind, namespace, name]);
}
