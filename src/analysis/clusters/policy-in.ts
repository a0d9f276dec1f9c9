import { Cluster } from './cluster';
import { ClusterObject } from './cluster-rule';
import { ObjectReference } from '../../core/finding';
import { ISTIO_SECURITY } from '../istio/kinds';

/** A PeerAuthentication of a cluster, and the field of it that decides. */
export interface PolicyOfCluster extends ClusterObject {
  readonly field?: string;
}

/** The PeerAuthentication that a reason names; undefined if it names another object, or none. */
export function policyIn(cluster: Cluster, reference: ObjectReference | undefined): PolicyOfCluster | undefined {
  const object = reference?.kind === 'PeerAuthentication' ? cluster.inventory.find(ISTIO_SECURITY, reference.kind, reference.namespace, reference.name) : undefined;
  return object && { cluster, object, ...reference?.field === undefined ? {} : { field: reference.field } };
}
