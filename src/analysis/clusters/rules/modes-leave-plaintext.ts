import { Severity } from '../../../core/finding';
import { ClusterRule } from '../cluster-rule';
import { modeConflicts } from '../mode-conflicts';

/** Modes of two clusters under which calls between them are plaintext. */
export const modesLeavePlaintext: ClusterRule = {
  code: 'MTLS0805',
  severity: Severity.WARNING,
  title: 'Calls between clusters are plaintext because their modes differ',
  explanation: 'Automatic mutual TLS goes by the PeerAuthentications of the client\'s own cluster, also for pods of another one. Where the client\'s cluster says DISABLE and the server\'s takes both, calls between them are plaintext over what is often the least trusted network of all, and nothing fails.',
  check: clusters => modeConflicts(clusters, 'plaintext'),
};
