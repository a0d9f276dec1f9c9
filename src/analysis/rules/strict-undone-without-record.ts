import { Severity } from '../../core/finding';
import { policyAbove, unrecordedLeniency } from '../istio/unrecorded-leniency';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A policy that takes pods out of the strict mutual TLS that is required above it, without a reason and an end. */
export const strictUndoneWithoutRecord: Rule = {
  code: 'MTLS0509',
  severity: Severity.ERROR,
  title: 'Strict mutual TLS is undone without a reason and an end',
  explanation: 'The narrower PeerAuthentication wins: one of a workload over that of its namespace, one of a namespace over that of the mesh. So a namespace that looks strict serves plaintext, and nothing ever fails. Where strict mutual TLS is required, each exception needs a recorded reason and a last day.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    for (const leniency of inventory.view(unrecordedLeniency)) {
      const above = policyAbove(leniency, inventory, rootNamespace);
      if (above?.mode === 'STRICT') {
        yield { ...leniency, others: [above.object], message: `${leniency.message}, although ${described(above.object)} requires STRICT` };
      }
    }
  },
};
