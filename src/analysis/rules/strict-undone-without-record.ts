import { Severity } from '../../core/finding';
import { unrecordedLeniency } from '../istio/unrecorded-leniency';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A policy that takes pods out of the strict mutual TLS that is required above it, without a reason and an end. */
export const strictUndoneWithoutRecord: Rule = {
  code: 'MTLS0509',
  severity: Severity.ERROR,
  title: 'Strict mutual TLS is undone without a reason and an end',
  explanation: 'The narrower PeerAuthentication wins: one of a workload over that of its namespace, one of a namespace over that of the mesh. So a namespace that looks strict serves plaintext, and nothing ever fails. Where strict mutual TLS is required, each exception needs a recorded reason and a last day.',
  *check(inventory, context) {
    for (const { above, ...violation } of unrecordedLeniency(inventory, clusterOf(context).rootNamespace)) {
      if (above?.mode === 'STRICT') {
        yield { ...violation, others: [above.object], message: `${violation.message}, although ${described(above.object)} requires STRICT` };
      }
    }
  },
};
