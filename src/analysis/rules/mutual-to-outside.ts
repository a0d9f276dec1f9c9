import { Severity } from '../../core/finding';
import { firstEffects, ruleEffects } from '../istio/rule-effects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** The mesh's own certificates, shown to somebody outside. */
export const mutualToOutside: Rule = {
  code: 'MTLS0606',
  severity: Severity.WARNING,
  title: 'A DestinationRule demands the mesh\'s mutual TLS of a host outside the mesh',
  explanation: 'ISTIO_MUTUAL presents the certificate that the mesh gave to the client, and takes only certificates that the mesh\'s root signed. A host outside has neither: the calls fail with 503. Mostly it is a rule for many hosts ("*") that was meant for those inside (istio#36672). A host that is a part of another mesh with the same root is declared with location: MESH_INTERNAL.',
  *check(inventory, context) {
    const effects = ruleEffects(inventory, context).filter(({ mode, host }) => mode === 'ISTIO_MUTUAL' && host.external);
    for (const { effect: { rule, host, tls } } of firstEffects(effects, effect => effect)) {
      yield {
        object: rule.object,
        others: [host.object],
        field: `${tls.field}.mode`,
        message: `${described(rule.object)}: ${tls.field}.mode ISTIO_MUTUAL covers ${JSON.stringify(host.name)}, which ${described(host.object)} declares to be outside the mesh`,
        fix: `Add a DestinationRule for ${JSON.stringify(host.name)} alone, with tls.mode SIMPLE or MUTUAL; or, if it has certificates of the mesh, declare it with location: MESH_INTERNAL.`,
      };
    }
  },
};
