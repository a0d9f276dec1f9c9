import { Severity } from '../../core/finding';
import { identityChecks } from '../istio/identity-checks';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A port that is open to plaintext by one object, and closed to it by another. */
export const allowUnderPermissive: Rule = {
  code: 'MTLS0515',
  severity: Severity.WARNING,
  title: 'A port takes plaintext, but lets callers in by identity alone',
  explanation: 'The PeerAuthentication takes plaintext, as if somebody without a sidecar still called; the AuthorizationPolicy refuses all who have no identity, and so just them, with 403 "RBAC: access denied" or a reset that looks like a broken network. Either the exception is of no use, and can go, or those for whom it was made are shut out (Kiali KIA0105).',
  *check(inventory, context) {
    for (const { policy, condition, workload, port, peer, isExplicit } of identityChecks(inventory, context)) {
      if (policy.action === 'ALLOW' && peer.mode === 'PERMISSIVE' && isExplicit) {
        yield {
          object: policy.object,
          others: [workload.object],
          field: condition.field,
          message: `${described(policy.object)}: ${condition.field} lets callers in by identity alone, so that ${port ? `port ${port} of ${described(workload.object)}` : described(workload.object)} refuses the plaintext that it is open for (${peer.because.statement})`,
          fix: 'Set the PeerAuthentication to STRICT, if nobody sends plaintext any more; or let those in who do, with a rule of their own by ipBlocks.',
        };
      }
    }
  },
};
