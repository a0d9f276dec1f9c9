import { Severity } from '../../../core/finding';
import { ClusterRule } from '../cluster-rule';
import { modeConflicts } from '../mode-conflicts';

/** Modes of two clusters under which calls between them fail. */
export const modesRefuse: ClusterRule = {
  code: 'MTLS0804',
  severity: Severity.ERROR,
  title: 'Clusters ask for modes that refuse each other\'s calls',
  explanation: 'Automatic mutual TLS goes by the PeerAuthentications of the client\'s own cluster, also for pods of another one: those of the other cluster it does not see. Where the client\'s cluster says DISABLE and the server\'s STRICT, or the other way round, every call between them fails, while all calls within each cluster work.',
  check: clusters => modeConflicts(clusters, 'refused'),
};
