import { isOfHosts, isOfPods } from './kinds';
import { Inventory, View } from '../inventory';
import { destinationRules } from '../istio/destination-rules';
import { ISTIO_NETWORKING, ISTIO_SECURITY } from '../istio/kinds';
import { peerAuthentications } from '../istio/peer-authentications';
import { trustDomainInPolicies } from '../istio/trust-domain';
import { groupKind, SourcedManifest } from '../manifest';
import { registries } from '../network/registry';
import { services } from '../services';
import { podReferences } from '../trust/pod-references';
import { workloads } from '../workloads';

type Sorting = (object: SourcedManifest) => boolean;

const isA = (group: string, kind: string): Sorting => ({ manifest }) => groupKind(manifest) === `${group}/${kind}`;
const isWorkloadEntry = isA(ISTIO_NETWORKING, 'WorkloadEntry');

/** What views read. */
const READ: ReadonlyMap<View<unknown>, Sorting> = new Map<View<unknown>, Sorting>([
  [workloads, isOfPods],
  [podReferences, isOfPods],
  [services, isA('', 'Service')],
  [registries, object => isOfPods(object) || isOfHosts(object) || isWorkloadEntry(object)],
  [destinationRules, isA(ISTIO_NETWORKING, 'DestinationRule')],
  [peerAuthentications, isA(ISTIO_SECURITY, 'PeerAuthentication')],
  [trustDomainInPolicies, isA(ISTIO_SECURITY, 'AuthorizationPolicy')],
]);

/** The objects after a change, which borrow from those before it the views that read none of what changes. */
export function borrowing(after: Inventory, before: Inventory, changed: readonly SourcedManifest[]): Inventory {
  const lent = [...READ].filter(([, isRead]) => !changed.some(isRead)).map(([view]) => view);
  return after.borrowing(lent, before);
}
