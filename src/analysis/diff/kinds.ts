import { ISTIO_NETWORKING } from '../istio/kinds';
import { groupKind, SourcedManifest } from '../manifest';

const POD_KINDS = new Set([
  '/Pod', '/ReplicationController', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'batch/Job', 'batch/CronJob',
  // Its labels say which pods get a sidecar when they start.
  '/Namespace',
]);
const HOST_KINDS = new Set(['/Service', `${ISTIO_NETWORKING}/ServiceEntry`]);

/** Whether an object becomes effective when pods are restarted, and not as soon as it is applied. */
export function isOfPods({ manifest }: SourcedManifest): boolean {
  return POD_KINDS.has(groupKind(manifest));
}

/** Whether an object gives something a name that can be called. */
export function isOfHosts({ manifest }: SourcedManifest): boolean {
  return HOST_KINDS.has(groupKind(manifest));
}
