import { Severity } from '../../core/finding';
import { PeerDecision } from '../istio/peer-mode';
import { firstEffects, Meeting, ruleEffects } from '../istio/rule-effects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Mutual TLS that is demanded of a server which takes none. */
export const mutualToDisabled: Rule = {
  code: 'MTLS0607',
  severity: Severity.ERROR,
  title: 'A DestinationRule demands mutual TLS of a server that takes none',
  explanation: 'Under DISABLE the server\'s sidecar terminates no TLS, and the bytes of the handshake reach the application. Automatic mutual TLS knows that and sends plaintext; ISTIO_MUTUAL is taken literally. Every call to the port fails (Kiali KIA0505 and KIA0506 are about the same pair).',
  *check(inventory, context) {
    const effects = ruleEffects(inventory, context).filter(({ mode }) => mode === 'ISTIO_MUTUAL');
    for (const { effect: { rule, host, port, tls }, found } of firstEffects(effects, ({ meetings }) => meetings.flatMap(disabled)[0])) {
      yield {
        object: rule.object,
        others: [host.object, found.object],
        field: `${tls.field}.mode`,
        message: `${described(rule.object)}: ${tls.field}.mode ISTIO_MUTUAL covers ${host.name}:${port.number}, but port ${found.backend.port} of ${described(found.object)} takes no mutual TLS (${found.peer.because.statement})`,
        fix: 'Set the PeerAuthentication of the server to PERMISSIVE or STRICT; or remove tls from the DestinationRule, so that the callers follow the server.',
      };
    }
  },
};

function disabled({ backend, object, server }: Meeting): (Pick<Meeting, 'backend' | 'object'> & { peer: PeerDecision })[] {
  return server.kind === 'sidecar' && server.peer.mode === 'DISABLE' ? [{ backend, object, peer: server.peer }] : [];
}
