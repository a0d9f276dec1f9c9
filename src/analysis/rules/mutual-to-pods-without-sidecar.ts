import { Severity } from '../../core/finding';
import { firstEffects, ruleEffects } from '../istio/rule-effects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Mutual TLS that is demanded for pods that have no sidecar to answer it. */
export const mutualToPodsWithoutSidecar: Rule = {
  code: 'MTLS0605',
  severity: Severity.ERROR,
  title: 'A DestinationRule demands mutual TLS for pods that have no sidecar',
  explanation: 'Automatic mutual TLS falls back to plaintext where the server has no sidecar; ISTIO_MUTUAL does not. Every call to such a pod fails with 503, "upstream connect error", and a rule for many hosts ("*.local") breaks each of them that is not in the mesh (istio#36672). Reported for pods among the objects that are known to get no sidecar, or whose port is taken out of the sidecar\'s traffic.',
  *check(inventory, context) {
    const effects = ruleEffects(inventory, context).filter(({ mode }) => mode === 'ISTIO_MUTUAL');
    for (const { effect: { rule, host, port, tls }, found } of firstEffects(effects, ({ meetings }) => meetings.find(({ server }) => server.kind === 'none'))) {
      yield {
        object: rule.object,
        others: [host.object, found.object],
        field: `${tls.field}.mode`,
        message: `${described(rule.object)}: ${tls.field}.mode ISTIO_MUTUAL covers ${host.name}:${port.number}, but nothing at port ${found.backend.port} of ${described(found.object)} answers mutual TLS, so every call to it fails`,
        fix: `Enrol ${described(found.object)} in the mesh; or remove tls, so that Istio speaks mutual TLS where the server can; or add a DestinationRule for ${JSON.stringify(host.name)} alone with tls.mode: DISABLE.`,
      };
    }
  },
};
