import { Severity } from '../../core/finding';
import { identityChecks } from '../istio/identity-checks';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A rule that lets callers in by an identity that none of them can have. */
export const allowUnderDisable: Rule = {
  code: 'MTLS0514',
  severity: Severity.ERROR,
  title: 'An ALLOW rule by identity at a port that takes no mutual TLS',
  explanation: 'Who calls is known from the certificate of mutual TLS alone, and under DISABLE there is none. The rule matches nobody: those whom it names are refused like all others, with 403 "RBAC: access denied" or a reset (Kiali KIA0105).',
  *check(inventory, context) {
    for (const { policy, condition, workload, port, peer } of identityChecks(inventory, context)) {
      if (policy.action === 'ALLOW' && peer.mode === 'DISABLE') {
        yield {
          object: policy.object,
          others: [workload.object],
          field: condition.field,
          message: `${described(policy.object)}: ${condition.field} lets callers in by identity, but at ${port ? `port ${port} of ${described(workload.object)}` : described(workload.object)} nobody has one (${peer.because.statement}), so that everybody is refused`,
          fix: 'Set the PeerAuthentication to STRICT; or let callers in by something that plaintext has, such as ipBlocks.',
        };
      }
    }
  },
};
