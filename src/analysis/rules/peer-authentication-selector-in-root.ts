import { Severity } from '../../core/finding';
import { peerAuthentications } from '../istio/peer-authentications';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A PeerAuthentication with a selector in the root namespace, which Istio ignores. */
export const peerAuthenticationSelectorInRoot: Rule = {
  code: 'MTLS0504',
  severity: Severity.ERROR,
  title: 'A PeerAuthentication with a selector in the root namespace has no effect',
  explanation: 'In the root namespace only the policy without a selector counts, for the whole mesh. The comment in Istio\'s API says that one with a selector applies to matching workloads of all namespaces; the code ignores it, for pods of the root namespace too, with sidecars and in ambient mode (istio#61023). What it was meant to require is not required.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    for (const { object, namespace, selector } of inventory.view(peerAuthentications).all) {
      if (namespace === rootNamespace && selector.size > 0) {
        yield {
          object,
          field: 'spec.selector',
          message: `${described(object)}: has a selector in the root namespace ${JSON.stringify(rootNamespace)}, where Istio ignores it`,
          fix: 'Put one policy into each namespace where such pods run; or remove the selector, to make it the policy of the whole mesh.',
        };
      }
    }
  },
};
