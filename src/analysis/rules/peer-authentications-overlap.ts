import { Severity } from '../../core/finding';
import { Inventory } from '../inventory';
import { PeerAuthentication, peerAuthentications } from '../istio/peer-authentications';
import { described, SourcedManifest } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { workloads } from '../workloads';

/** Two policies of one scope, and a workload that shows that they meet. */
interface Overlap {
  readonly first: PeerAuthentication;
  readonly second: PeerAuthentication;
  readonly workload?: SourcedManifest;
}

/** Two PeerAuthentications of the same scope: the older one decides alone. */
export const peerAuthenticationsOverlap: Rule = {
  code: 'MTLS0503',
  severity: Severity.ERROR,
  title: 'Two PeerAuthentications apply to the same pods',
  explanation: 'Istio does not merge them, not even their ports: of all policies that select a pod, and of all that have no selector in one namespace, the oldest one counts and the rest is ignored (istio#48036). Which one is the oldest depends on the order in which they were once created, so that the same manifests mean different things in two clusters. Pods are known from the workloads among the objects, and from selectors: if all labels of one selector are in another, both select the same pods.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const policies = inventory.view(peerAuthentications);
    for (const policy of policies.all) {
      const [first] = policies.ofNamespace(policy.namespace);
      if (policy.selector.size === 0 && first !== policy) {
        yield {
          object: policy.object,
          others: [first.object],
          field: 'spec.selector',
          message: `${described(policy.object)}: has no selector, like ${described(first.object)}; the older of the two decides for the whole ${policy.namespace === rootNamespace ? 'mesh' : 'namespace'}, and the other is ignored`,
          fix: 'Merge them into one, or give one of them a selector.',
        };
      }
    }
    for (const { first, second, workload } of selectorOverlaps(inventory, rootNamespace)) {
      yield {
        object: second.object,
        others: [first.object, ...workload ? [workload] : []],
        field: 'spec.selector',
        message: `${described(second.object)}: selects the same pods as ${described(first.object)}${workload ? ` (those of ${described(workload)})` : ''}; the older of the two decides, and the other is ignored`,
        fix: 'Merge them into one policy, with all of its ports, or make their selectors disjoint.',
      };
    }
  },
};

function* selectorOverlaps(inventory: Inventory, rootNamespace: string): Generator<Overlap> {
  const { all, groups, bySelector } = inventory.view(peerAuthentications);
  const order = new Map(all.map((policy, index) => [policy, index]));
  const byOrder = (a: PeerAuthentication, b: PeerAuthentication): number => order.get(a)! - order.get(b)!;
  const outsideRoot = groups.filter(([{ namespace }]) => namespace !== rootNamespace);
  for (const [first, ...others] of outsideRoot) {
    yield* others.map(second => ({ first, second }));
  }
  // One policy speaks for all of the same selector, and each pair is said once.
  const seen = new Set<string>();
  const isNew = (...pair: PeerAuthentication[]): boolean => seen.size < seen.add(pair.map(policy => order.get(policy)).join()).size;
  for (const { namespace, labels, object } of inventory.view(workloads).filter(workload => workload.namespace !== rootNamespace)) {
    const [first, ...others] = bySelector.selecting(namespace, labels).map(([policy]) => policy).sort(byOrder);
    yield* others.filter(second => isNew(first, second)).map(second => ({ first, second, workload: object }));
  }
  for (const [policy] of outsideRoot) {
    for (const [wider] of bySelector.selecting(policy.namespace, policy.selector)) {
      const [first, second] = [wider, policy].sort(byOrder);
      if (first !== second && isNew(first, second)) {
        yield { first, second };
      }
    }
  }
}
