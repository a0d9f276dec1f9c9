import { Severity } from '../../core/finding';
import { unforced } from '../istio/unforced-calls';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A server that requires mutual TLS, and callers that never start it. */
export const strictWithoutAutomatic: Rule = {
  code: 'MTLS0614',
  severity: Severity.ERROR,
  title: 'A server requires mutual TLS, automatic mutual TLS is off, and no DestinationRule asks for it',
  explanation: 'With enableAutoMtls: false a sidecar speaks mutual TLS only where a DestinationRule says ISTIO_MUTUAL. Without one the callers send plaintext, and the STRICT server refuses every call (istio#7590, Kiali KIA0401 and KIA0501).',
  *check(inventory, context) {
    for (const { host, port, rule, meeting, peer } of unforced(inventory, context).filter(({ peer: { mode } }) => mode === 'STRICT')) {
      yield {
        object: rule?.object ?? host.object,
        others: [...rule ? [host.object] : [], meeting.object],
        field: rule ? 'spec.trafficPolicy.tls' : port.field,
        message: `${described(host.object)}: callers of port ${port.number} send plaintext, because automatic mutual TLS is off and ${rule ? `${described(rule.object)} has no tls` : 'no DestinationRule covers it'}, but ${described(meeting.object)} refuses it (${peer.because.statement})`,
        fix: rule ? 'Add tls.mode: ISTIO_MUTUAL to the DestinationRule.' : 'Add a DestinationRule with tls.mode: ISTIO_MUTUAL for the Service; or switch automatic mutual TLS on.',
      };
    }
  },
};
