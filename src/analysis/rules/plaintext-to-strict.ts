import { Severity } from '../../core/finding';
import { PeerDecision } from '../istio/peer-mode';
import { firstEffects, Meeting, ruleEffects } from '../istio/rule-effects';
import { described } from '../manifest';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

const WITHOUT_IDENTITY: Readonly<Record<string, string>> = { DISABLE: 'plaintext', SIMPLE: 'TLS without a certificate of the mesh' };

/** A DestinationRule that lets callers send what the server refuses. */
export const plaintextToStrict: Rule = {
  code: 'MTLS0608',
  severity: Severity.ERROR,
  title: 'A DestinationRule switches off the mutual TLS that the server requires',
  explanation: 'The settings of a DestinationRule are taken literally, and come before automatic mutual TLS: under DISABLE the callers send plaintext, under SIMPLE a TLS in which they do not prove who they are. A STRICT server refuses both, and every call fails with a connection reset (Kiali KIA0207, KIA0208). It does not show while the server is PERMISSIVE, and breaks on the day it becomes strict.',
  *check(inventory, context) {
    const effects = ruleEffects(inventory, context).filter(({ mode }) => mode !== undefined && Object.hasOwn(WITHOUT_IDENTITY, mode));
    for (const { effect: { rule, host, port, tls, mode }, found } of firstEffects(effects, ({ meetings }) => meetings.flatMap(strict)[0])) {
      yield {
        object: rule.object,
        others: [host.object, found.object],
        field: `${tls.field}.mode`,
        message: `${described(rule.object)}: ${tls.field}.mode ${mode} makes callers send ${port.protocol === Protocol.TLS ? 'TLS of their own' : WITHOUT_IDENTITY[mode!]} to ${host.name}:${port.number}, but port ${found.backend.port} of ${described(found.object)} refuses it (${found.peer.because.statement})`,
        fix: 'Write mode: ISTIO_MUTUAL; or remove tls, so that Istio speaks mutual TLS where the server can.',
      };
    }
  },
};

function strict({ backend, object, server }: Meeting): (Pick<Meeting, 'backend' | 'object'> & { peer: PeerDecision })[] {
  return server.kind === 'sidecar' && server.peer.mode === 'STRICT' ? [{ backend, object, peer: server.peer }] : [];
}
