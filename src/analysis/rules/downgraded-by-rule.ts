import { Severity } from '../../core/finding';
import { exceptionRecord } from '../exceptions';
import { firstEffects, ruleEffects } from '../istio/rule-effects';
import { described } from '../manifest';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

/** Plaintext between two sidecars that could speak mutual TLS. */
export const downgradedByRule: Rule = {
  code: 'MTLS0609',
  severity: Severity.WARNING,
  title: 'A DestinationRule makes callers send plaintext to a server that takes mutual TLS',
  explanation: 'Both ends have a sidecar and would speak mutual TLS by themselves. tls.mode: DISABLE switches it off for every caller that finds the rule, and a PERMISSIVE server takes the plaintext without a word: nothing fails, and rules that deny by identity do not see who calls (ISTIO-SECURITY-2021-003). A record of the exception on the DestinationRule is respected.',
  *check(inventory, context) {
    const effects = ruleEffects(inventory, context).filter(({ rule, port, mode }) => mode === 'DISABLE' && port.protocol !== Protocol.TLS && !exceptionRecord(rule.object)?.exceptions.length);
    const lenient = effects.map(effect => ({ ...effect, meetings: effect.meetings.filter(({ server }) => server.kind === 'sidecar' && server.peer.mode === 'PERMISSIVE') }));
    for (const { effect: { rule, host, port, tls }, found } of firstEffects(lenient, ({ meetings }) => meetings[0])) {
      yield {
        object: rule.object,
        others: [host.object, found.object],
        field: `${tls.field}.mode`,
        message: `${described(rule.object)}: ${tls.field}.mode DISABLE makes callers send plaintext to ${host.name}:${port.number}, although ${described(found.object)} has a sidecar that takes mutual TLS`,
        fix: 'Remove tls, so that Istio speaks mutual TLS where the server can; if the port really cannot take it, say so at the server, with a PeerAuthentication.',
      };
    }
  },
};
