import { Severity } from '../../core/finding';
import { textsAt } from '../fields';
import { firstEffects, Meeting, ruleEffects } from '../istio/rule-effects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Servers whose identity is not among those that callers accept. */
export const identityNotExpected: Rule = {
  code: 'MTLS0624',
  severity: Severity.ERROR,
  title: 'A DestinationRule accepts other identities than the server has',
  explanation: 'subjectAltNames are compared as they are with the identity in the server\'s certificate. Where none of them is the one that its service account gives the pod, the handshake fails and every call with it: "certificate verify failed: SAN matcher". It happens when pods get a service account of their own, or the rule is copied to another namespace.',
  *check(inventory, context) {
    const effects = ruleEffects(inventory, context).filter(({ mode, tls }) => mode === 'ISTIO_MUTUAL' && textsAt(tls.value, 'subjectAltNames').length > 0);
    const unexpected = effects.map(effect => ({ ...effect, meetings: effect.meetings.filter(meeting => !isExpected(meeting, textsAt(effect.tls.value, 'subjectAltNames'))) }));
    for (const { effect: { rule, host, tls }, found } of firstEffects(unexpected, ({ meetings }) => meetings[0])) {
      const { namespace, serviceAccount } = found.backend.workload!;
      yield {
        object: rule.object,
        others: [host.object, found.object],
        field: `${tls.field}.subjectAltNames`,
        message: `${described(rule.object)}: ${tls.field}.subjectAltNames do not have the identity of ${described(found.object)} behind ${host.name}, which ends in "/ns/${namespace}/sa/${serviceAccount}"`,
        fix: `Add "spiffe://<trust domain>/ns/${namespace}/sa/${serviceAccount}"; or remove subjectAltNames, so that Istio fills in what it knows.`,
      };
    }
  },
};

/** The trust domain is left out of the comparison, because the objects may not say what it is. */
function isExpected({ backend: { workload }, server }: Meeting, expected: readonly string[]): boolean {
  return !workload || server.kind !== 'sidecar' || expected.some(name => !name.startsWith('spiffe://') || name.endsWith(`/ns/${workload.namespace}/sa/${workload.serviceAccount}`));
}
