import { Severity } from '../../core/finding';
import { EXCEPTIONS_ANNOTATION, exceptionFor, exceptionRecord } from '../exceptions';
import { within } from '../field-problem';
import { peerAuthentications } from '../istio/peer-authentications';
import { described } from '../manifest';
import { Rule } from '../rule';

const LENIENT = new Set(['PERMISSIVE', 'DISABLE']);

/** Plaintext that is accepted without a reason and an end. */
export const permissiveWithoutRecord: Rule = {
  code: 'MTLS0505',
  severity: Severity.WARNING,
  title: 'Plaintext is accepted without a reason and an end',
  explanation: 'A permissive port lets callers in that have no identity, and nothing about it ever fails, so it stays for ever. Rules that deny by identity do not apply to such callers (ISTIO-SECURITY-2021-003). Only a recorded exception, with its reason and its last day, comes back to somebody\'s attention.',
  *check(inventory) {
    for (const { object, mode, ports } of inventory.view(peerAuthentications).all) {
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
            object,
            field,
            message: `${described(object)}: ${field} ${lenient} lets callers without an identity in, without a recorded reason and end`,
            fix: `Require STRICT; or record the exception in the annotation ${EXCEPTIONS_ANNOTATION}: ${entry}.`,
          };
        }
      }
    }
  },
};
