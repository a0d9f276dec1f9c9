import { Severity } from '../../core/finding';
import { Inventory } from '../inventory';
import { Proxy } from '../istio/injection';
import { IstioDataPlane } from '../istio/istio-data-plane';
import { meshOf } from '../istio/mesh';
import { peerAuthentications } from '../istio/peer-authentications';
import { policySelection } from '../istio/policy-selection';
import { described, SourcedManifest } from '../manifest';
import { Rule } from '../rule';
import { Workload } from '../workloads';

/** A policy for pods that have nothing to enforce it. */
export const policyWithoutSidecar: Rule = {
  code: 'MTLS0519',
  severity: Severity.WARNING,
  title: 'A policy selects pods that have no sidecar to enforce it',
  explanation: 'PeerAuthentications and AuthorizationPolicies are enforced by the sidecar of the server. Pods without one take plaintext from everybody, however strict the policies are that select them, and nothing says so (istioctl IST0102, IST0103).',
  *check(inventory, context) {
    const mesh = meshOf(inventory, context);
    const selection = policySelection(inventory, context);
    for (const policy of policies(inventory, mesh)) {
      const [workload] = selection.of(policy).filter(selected => mesh.injection(selected).proxy === Proxy.NONE && !bringsItsOwn(selected));
      if (workload) {
        yield {
          object: policy,
          others: [workload.object],
          field: 'spec.selector',
          message: `${described(policy)}: selects ${described(workload.object)}, which has no sidecar to enforce it (${mesh.injection(workload).because.statement})`,
          fix: `Enrol ${described(workload.object)} in the mesh; or remove the policy, and protect the pods by other means.`,
        };
      }
    }
  },
};

function policies(inventory: Inventory, mesh: IstioDataPlane): SourcedManifest[] {
  return [...inventory.view(peerAuthentications).all, ...mesh.policies.all].filter(({ selector }) => selector.size > 0).map(({ object }) => object);
}

/** Whether pods say that they speak mutual TLS without a sidecar, as gRPC without a proxy does. */
function bringsItsOwn({ labels }: Workload): boolean {
  return labels.get('security.istio.io/tlsMode') === 'istio';
}
