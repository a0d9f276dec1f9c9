import { certificateId } from './ids';
import { TrustingBundle } from './scheduled-certificate';
import { ObjectReference } from '../../core/finding';
import { append } from '../../core/multi-map';
import { referenceTo } from '../manifest';
import { Root, TrustGraph } from '../trust/trust-graph';

/** Who presents a certificate, and who trusts it; by the ids of the schedule. */
export interface Dependents {
  readonly presentedBy: Map<string, ObjectReference[]>;
  readonly trustedBy: ReadonlyMap<string, readonly TrustingBundle[]>;
  readonly trustedBeside: ReadonlyMap<string, readonly ObjectReference[]>;
}

/** What depends on each certificate, by the workloads, Gateways, DestinationRules and bundles among the manifests. */
export function dependentsOf(graph: TrustGraph, idOfRoot: (root: Root) => string | undefined): Dependents {
  const presentedBy = new Map<string, ObjectReference[]>();
  const trustedBeside = new Map<string, ObjectReference[]>();
  const readers = new Map<string, ObjectReference[]>();
  for (const { object, uses } of graph.consumers()) {
    const reference = referenceTo(object.manifest);
    const add = (map: Map<string, ObjectReference[]>, keys: readonly (string | undefined)[]): void => {
      new Set(keys).forEach(key => key !== undefined && append(map, key, reference));
    };
    add(presentedBy, uses.map(({ certificate }) => certificate && certificateId(certificate)));
    add(trustedBeside, uses.map(({ bundle }) => (bundle?.kind === 'issued' ? idOfRoot(bundle.roots[0]) : undefined)));
    add(readers, uses.map(({ bundle }) => (bundle?.kind === 'issued' ? undefined : bundle?.id)));
  }
  const trustedBy = new Map<string, TrustingBundle[]>();
  for (const { id, kind, object, roots } of graph.bundles()) {
    const bundle = { object: referenceTo(object.manifest), consumers: readers.get(id) ?? [] };
    // The ca.crt beside a certificate is no bundle that somebody made.
    new Set(kind === 'issued' ? [] : roots.map(idOfRoot)).forEach(root => root !== undefined && append(trustedBy, root, bundle));
  }
  return { presentedBy, trustedBy, trustedBeside };
}
