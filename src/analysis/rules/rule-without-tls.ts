import { Severity } from '../../core/finding';
import { unforced } from '../istio/unforced-calls';
import { described } from '../manifest';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

/** A DestinationRule without TLS settings, where nothing else brings mutual TLS. */
export const ruleWithoutTls: Rule = {
  code: 'MTLS0615',
  severity: Severity.WARNING,
  title: 'A DestinationRule has no TLS settings, and automatic mutual TLS is off',
  explanation: 'With enableAutoMtls: false only a DestinationRule brings mutual TLS, and one for the Service alone hides those for the whole namespace or mesh. A rule that was written for a load balancer or for subsets so lets the callers send plaintext, which a PERMISSIVE server takes silently (istio#7590, Kiali KIA0204).',
  *check(inventory, context) {
    for (const { host, port, rule } of unforced(inventory, context).filter(({ peer: { mode } }) => mode === 'PERMISSIVE')) {
      if (rule && port.protocol !== Protocol.TLS) {
        yield {
          object: rule.object,
          others: [host.object],
          field: 'spec.trafficPolicy.tls',
          message: `${described(rule.object)}: has no tls for port ${port.number} of ${host.name}, and automatic mutual TLS is off: plaintext between two sidecars`,
          fix: 'Add tls.mode: ISTIO_MUTUAL to the DestinationRule.',
        };
      }
    }
  },
};
