import { Severity } from '../../core/finding';
import { Transport } from '../flows/data-plane';
import { headlessCalls } from '../istio/headless-calls';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A headless Service with pods of which one lets all be called in plaintext. */
export const headlessPlaintext: Rule = {
  code: 'MTLS0526',
  severity: Severity.WARNING,
  title: 'A pod without a sidecar behind a headless Service brings plaintext to all of them',
  explanation: 'Behind a headless Service a sidecar takes the address that the application calls as it is, and decides once for all pods: a single one without a sidecar, and callers send plaintext to every one of them. Pods that take it serve on without a word (istio#39439). One that does not is an error: MTLS0525.',
  *check(inventory, context) {
    const seen = new Set<unknown>();
    for (const { host, port, sending, meeting, without } of headlessCalls(inventory, context)) {
      if (!seen.has(host) && without && sending.transport === Transport.PLAINTEXT && meeting.server.kind === 'sidecar' && meeting.server.peer.mode === 'PERMISSIVE') {
        seen.add(host);
        yield {
          object: host.object,
          others: [without.object, meeting.object],
          field: port.field,
          message: `${described(host.object)}: is headless, and ${described(without.object)} behind port ${port.number} has no sidecar, so that callers send plaintext to ${described(meeting.object)} too`,
          fix: `Enrol ${described(without.object)} in the mesh; or select only pods that are enrolled, with labels of their own.`,
        };
      }
    }
  },
};
