import { Severity } from '../../core/finding';
import { Inventory } from '../inventory';
import { DestinationRule, destinationRules, namespaceOfHost, tlsSettingsOf } from '../istio/destination-rules';
import { peerAuthentications } from '../istio/peer-authentications';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A workload that requires mutual TLS where its namespace or mesh disables it. */
export const strictUnderDisable: Rule = {
  code: 'MTLS0506',
  severity: Severity.ERROR,
  title: 'A workload requires mutual TLS under a namespace or mesh that disables it',
  explanation: 'Clients decide whether to speak mutual TLS by the policy of the namespace or the mesh alone: under DISABLE they send plaintext, also to the one workload that refuses it (istio#56084, open). Every call to it fails with a connection reset. Only a DestinationRule with ISTIO_MUTUAL for its Service makes them.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const policies = inventory.view(peerAuthentications);
    const mutual = inventory.view(mutualNamespaces);
    for (const policy of policies.all) {
      const { object, namespace, selector, mode, ports } = policy;
      const strict = mode === 'STRICT' ? 'spec.mtls.mode' : [...ports].find(([, ofPort]) => ofPort === 'STRICT') && 'spec.portLevelMtls';
      const above = policies.above(namespace, rootNamespace);
      if (strict && selector.size > 0 && namespace !== rootNamespace && above?.mode === 'DISABLE' && !mutual.has(namespace) && !mutual.has('*')) {
        yield {
          object,
          others: [above.object],
          field: strict,
          message: `${described(object)}: requires mutual TLS, but ${described(above.object)} makes the callers send plaintext`,
          fix: `Set ${described(above.object)} to PERMISSIVE; or add a DestinationRule with tls.mode: ISTIO_MUTUAL for the Service of the workload.`,
        };
      }
    }
  },
};

/** The namespaces for whose Services some DestinationRule asks for ISTIO_MUTUAL; `*` for all. */
function mutualNamespaces(inventory: Inventory): ReadonlySet<string> {
  return new Set(inventory.view(destinationRules).filter(isMutual).map(({ host }) => namespaceOfHost(host) ?? '*'));
}

function isMutual(rule: DestinationRule): boolean {
  return [...tlsSettingsOf(rule)].some(({ tls }) => tls.mode === 'ISTIO_MUTUAL');
}
