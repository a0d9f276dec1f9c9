import type { AuthorizationSource } from './resources/authorization-match';
import { SpiffeId } from '../core/spiffe-id';
import { TrustDomain } from '../core/trust-domain';
import type { MeshClientConfig } from '../mesh/mesh-client';

/**
 * A caller as the source of an AuthorizationPolicy.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export function principalOf(client: MeshClientConfig, meshTrustDomain: TrustDomain): AuthorizationSource {
  const trustDomain = client.trustDomain ? TrustDomain.of(client.trustDomain) : meshTrustDomain;
  return client.serviceAccount
    ? { principals: [SpiffeId.forServiceAccount(trustDomain, client.namespace, client.serviceAccount).principal] }
    : { principals: [`${trustDomain.name}/ns/${client.namespace}/sa/*`] };
}
