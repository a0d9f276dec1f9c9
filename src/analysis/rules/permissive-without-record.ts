import { Severity } from '../../core/finding';
import { policyAbove, unrecordedLeniency } from '../istio/unrecorded-leniency';
import { clusterOf, Rule } from '../rule';

/** Plaintext that is accepted without a reason and an end. */
export const permissiveWithoutRecord: Rule = {
  code: 'MTLS0505',
  severity: Severity.WARNING,
  title: 'Plaintext is accepted without a reason and an end',
  explanation: 'A permissive port lets callers in that have no identity, and nothing about it ever fails, so it stays for ever. Rules that deny by identity do not apply to such callers (ISTIO-SECURITY-2021-003). Only a recorded exception, with its reason and its last day, comes back to somebody\'s attention. Where strict mutual TLS is required above, the same is an error: MTLS0509.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    yield* inventory.view(unrecordedLeniency).filter(leniency => policyAbove(leniency, inventory, rootNamespace)?.mode !== 'STRICT');
  },
};
