import { PeerAuthentication, peerAuthentications } from './peer-authentications';
import { EXCEPTIONS_ANNOTATION } from '../../core/temporary-exception';
import { exceptionFor, exceptionRecord } from '../exceptions';
import { within } from '../field-problem';
import { Inventory } from '../inventory';
import { described } from '../manifest';
import { Violation } from '../rule';

const LENIENT = new Set(['PERMISSIVE', 'DISABLE']);

/** A mode that accepts plaintext without a recorded reason and end, and the policy that has it. */
export interface Leniency extends Violation {
  readonly policy: PeerAuthentication;
}

/** The view of where an inventory's PeerAuthentications accept plaintext without a recorded reason and end. */
export function unrecordedLeniency(inventory: Inventory): readonly Leniency[] {
  return inventory.view(peerAuthentications).all.flatMap(policy => [...unrecordedIn(policy)]);
}

/** The policy that a lenient one departs from: of the namespace or the mesh for a workload's, of the mesh for a namespace's. */
export function policyAbove({ policy }: Leniency, inventory: Inventory, rootNamespace: string): PeerAuthentication | undefined {
  const policies = inventory.view(peerAuthentications);
  return policy.selector.size > 0
    ? policies.above(policy.namespace, rootNamespace)
    : policies.ofNamespace(rootNamespace).find(candidate => candidate !== policy);
}

function* unrecordedIn(policy: PeerAuthentication): Generator<Leniency> {
  const { object, mode, ports } = policy;
  const record = exceptionRecord(object);
  const scopes: [mode: string, field: string, port?: number][] = [
    [mode, 'spec.mtls.mode'],
    ...[...ports].map(([port, ofPort]): [string, string, number] => [ofPort, `${within('spec.portLevelMtls', port)}.mode`, Number(port)]),
  ];
  for (const [lenient, field, port] of scopes) {
    const recorded = exceptionFor(record, lenient, port) ?? exceptionFor(record, lenient);
    if (LENIENT.has(lenient) && !recorded && !record?.problems.length) {
      const entry = JSON.stringify([{ ...port === undefined ? {} : { port }, mode: lenient, reason: '…', until: 'YYYY-MM-DD' }]);
      yield {
        policy,
        object,
        field,
        message: `${described(object)}: ${field} ${lenient} lets callers without an identity in, without a recorded reason and end`,
        fix: `Require STRICT; or record the exception in the annotation ${EXCEPTIONS_ANNOTATION}: ${entry}.`,
      };
    }
  }
}
