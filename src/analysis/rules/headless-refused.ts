import { Severity } from '../../core/finding';
import { Transport } from '../flows/data-plane';
import { HeadlessCall, headlessCalls } from '../istio/headless-calls';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A headless Service behind which a pod refuses what callers send to all. */
export const headlessRefused: Rule = {
  code: 'MTLS0525',
  severity: Severity.ERROR,
  title: 'A pod behind a headless Service refuses what callers send to all of them',
  explanation: 'Behind a headless Service a sidecar takes the address that the application calls as it is, and decides once for all pods: mutual TLS if every pod has a sidecar, plaintext otherwise. A DISABLE for one workload or port is not heeded, and the pod gets mutual TLS that it does not take; beside a pod without a sidecar, a STRICT one gets plaintext and refuses it (istio#39439, #18921). It is the usual way StatefulSets are called.',
  *check(inventory, context) {
    const seen = new Set<unknown>();
    for (const call of headlessCalls(inventory, context)) {
      const { host, port, meeting, sending } = call;
      const problem = seen.has(host) ? undefined : problemOf(call);
      if (problem) {
        seen.add(host);
        yield {
          object: host.object,
          others: [meeting.object, ...call.without && sending.transport === Transport.PLAINTEXT ? [call.without.object] : []],
          field: port.field,
          message: `${described(host.object)}: is headless, and callers send ${problem} to all pods behind port ${port.number}, which ${described(meeting.object)} refuses (${meeting.server.kind === 'sidecar' ? meeting.server.peer.because.statement : ''})`,
          fix: sending.transport === Transport.PLAINTEXT
            ? 'Enrol all pods behind the Service; or select only those that are enrolled, with labels of their own.'
            : 'Add a DestinationRule for the Service with tls.mode: DISABLE on the port; or let the port take mutual TLS, with PERMISSIVE or STRICT.',
        };
      }
    }
  },
};

function problemOf({ sending, meeting: { server }, without }: HeadlessCall): string | undefined {
  if (server.kind !== 'sidecar') {
    return undefined;
  }
  if (sending.transport === Transport.MUTUAL_TLS && server.peer.mode === 'DISABLE') {
    return 'mutual TLS';
  }
  return sending.transport === Transport.PLAINTEXT && without && server.peer.mode === 'STRICT' ? 'plaintext' : undefined;
}
