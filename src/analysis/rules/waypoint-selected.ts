import { Severity } from '../../core/finding';
import { textAt } from '../fields';
import { Inventory } from '../inventory';
import { meshOf } from '../istio/mesh';
import { described, namespaceOf } from '../manifest';
import { Rule } from '../rule';

const LABELS = ['gateway.networking.k8s.io/gateway-name', 'istio.io/gateway-name'];

/** An AuthorizationPolicy that selects a waypoint, which looks at no selectors. */
export const waypointSelected: Rule = {
  code: 'MTLS0527',
  severity: Severity.WARNING,
  title: 'An AuthorizationPolicy selects a waypoint by labels',
  explanation: 'A waypoint takes only policies that are attached to it, or to a Service, with targetRefs. One that selects its pods by labels is accepted and never enforced: what it denies is served (istioctl IST0166).',
  *check(inventory, context) {
    const waypoints = inventory.view(waypointNames);
    for (const { object, namespace, selector } of waypoints.size > 0 ? meshOf(inventory, context).policies.all : []) {
      const name = LABELS.map(label => selector.get(label)).find(candidate => candidate !== undefined && waypoints.has(`${namespace}/${candidate}`));
      if (name !== undefined) {
        yield {
          object,
          field: 'spec.selector',
          message: `${described(object)}: selects the waypoint ${JSON.stringify(name)} by labels, which waypoints do not look at`,
          fix: `Replace the selector by targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: ${name} }].`,
        };
      }
    }
  },
};

function waypointNames(inventory: Inventory): ReadonlySet<string> {
  return new Set(inventory.ofKind('gateway.networking.k8s.io', 'Gateway')
    .filter(({ manifest }) => textAt(manifest, 'spec', 'gatewayClassName') === 'istio-waypoint')
    .map(object => `${namespaceOf(object)}/${object.manifest.metadata.name}`));
}
