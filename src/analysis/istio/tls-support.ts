import { Injection, Proxy } from './injection';
import { Backend } from '../network/destination';

const LABEL = 'security.istio.io/tlsMode';

/**
 * Whether istiod takes an endpoint for one that understands its mutual TLS: by the
 * label that injection sets on a pod, or that somebody else did; undefined if
 * nobody can tell. An address that is registered by hand says so by its label,
 * else by having a service account.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/serviceregistry/serviceentry/conversion.go (getTLSModeFromWorkloadEntry)
 */
export function supportsMutualTls({ workload, endpoint }: Pick<Backend, 'workload' | 'endpoint'>, injection: Injection | undefined): boolean | undefined {
  const label = (workload ?? endpoint)?.labels.get(LABEL);
  if (label !== undefined) {
    return label === 'istio';
  }
  if (!workload) {
    return endpoint?.serviceAccount !== undefined && endpoint.serviceAccount !== '';
  }
  const proxy = injection?.proxy;
  return proxy === Proxy.UNKNOWN || proxy === Proxy.OTHER || proxy === undefined ? undefined : proxy === Proxy.SIDECAR;
}
