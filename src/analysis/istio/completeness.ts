import { Inventory } from '../inventory';
import { apiGroup, namespaceOf } from '../manifest';
import { workloads } from '../workloads';

/** Groups and kinds of objects that make no pods of their own. */
const PODLESS_GROUPS = /^(?:|apps|batch|autoscaling|policy|extensions|.*\.k8s\.io|.*\.istio\.io|(?:.*\.)?cert-manager\.io|external-secrets\.io|bitnami\.com|monitoring\.coreos\.com)$/;
const OPERATED = new Set(['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler']);

/**
 * The namespaces whose pods are known: some are among the objects, and nothing
 * there looks as if an operator made more of them.
 */
export function populatedNamespaces(inventory: Inventory): ReadonlySet<string> {
  const operated = new Set(inventory.objects
    .filter(({ manifest }) => !PODLESS_GROUPS.test(apiGroup(manifest)) || (apiGroup(manifest) === 'monitoring.coreos.com' && OPERATED.has(manifest.kind)))
    .map(namespaceOf));
  return new Set(inventory.view(workloads).map(({ namespace }) => namespace).filter(namespace => !operated.has(namespace)));
}

/**
 * The names of all namespaces of the cluster, if the objects hold them all: where
 * kube-system is among them, the cluster was asked, and nobody wrote them by hand.
 */
export function allNamespaces(inventory: Inventory): ReadonlySet<string> | undefined {
  const names = new Set(inventory.ofKind('', 'Namespace').map(({ manifest }) => manifest.metadata.name));
  return names.has('kube-system') ? names : undefined;
}
