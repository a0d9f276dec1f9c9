import { dnsSubdomainProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import type { AuthorizationPolicySpec } from '../../imports/istio';

type TargetReference = NonNullable<AuthorizationPolicySpec['targetRefs']>[number];

/**
 * An object in the policy's own namespace whose traffic the policy decides on.
 * Waypoints and gateways of the Gateway API read it; sidecars and ztunnel do not.
 *
 * @see https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference
 */
export class PolicyTargetReference {
  /**
   * A Service, at its waypoint.
   *
   * @throws if the name is not that of a Service
   */
  public static service(name: string): PolicyTargetReference {
    return PolicyTargetReference.of('service', '', 'Service', name);
  }

  /**
   * A ServiceEntry, at its waypoint.
   *
   * @throws if the name is not that of a ServiceEntry
   */
  public static serviceEntry(name: string): PolicyTargetReference {
    return PolicyTargetReference.of('serviceEntry', 'networking.istio.io', 'ServiceEntry', name);
  }

  /**
   * A Gateway of the Gateway API, for example a waypoint; never Istio's own kind.
   *
   * @throws if the name is not that of a Gateway
   */
  public static gateway(name: string): PolicyTargetReference {
    return PolicyTargetReference.of('gateway', 'gateway.networking.k8s.io', 'Gateway', name);
  }

  /**
   * A class of gateways, for example `istio-waypoint`. For a policy in Istio's root namespace.
   *
   * @throws if the name is not that of a GatewayClass
   */
  public static gatewayClass(name: string): PolicyTargetReference {
    return PolicyTargetReference.of('gatewayClass', 'gateway.networking.k8s.io', 'GatewayClass', name);
  }

  private static of(call: string, group: string, kind: string, name: string): PolicyTargetReference {
    const problem = dnsSubdomainProblem(name);
    if (problem) {
      throw usageError(undefined, `PolicyTargetReference.${call}(${name})`, problem, `Write the name of a ${kind} in the namespace of the policy.`);
    }
    return new PolicyTargetReference({ group, kind, name });
  }

  private constructor(private readonly reference: TargetReference) { }

  /** @internal */
  public _toReference(): TargetReference {
    return this.reference;
  }
}
