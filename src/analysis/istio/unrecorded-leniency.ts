import { PeerAuthentication, peerAuthentications } from './peer-authentications';
import { EXCEPTIONS_ANNOTATION } from '../../core/temporary-exception';
import { exceptionFor, exceptionRecord } from '../exceptions';
import { within } from '../field-problem';
import { Inventory } from '../inventory';
import { described } from '../manifest';
import { Violation } from '../rule';

const LENIENT = new Set(['PERMISSIVE', 'DISABLE']);

/** Where PeerAuthentications accept plaintext without a recorded reason and end, with what stands above each. */
export function* unrecordedLeniency(inventory: Inventory, rootNamespace: string): Generator<Violation & { readonly above?: PeerAuthentication }> {
  const policies = inventory.view(peerAuthentications);
  for (const policy of policies.all) {
    const { object, mode, ports, namespace, selector } = policy;
    const above = selector.size > 0
      ? policies.above(namespace, rootNamespace)
      : policies.ofNamespace(rootNamespace).find(candidate => candidate !== policy);
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
          above,
          object,
          field,
          message: `${described(object)}: ${field} ${lenient} lets callers without an identity in, without a recorded reason and end`,
          fix: `Require STRICT; or record the exception in the annotation ${EXCEPTIONS_ANNOTATION}: ${entry}.`,
        };
      }
    }
  }
}
