import type { MeshClientConfig } from './mesh-client';
import type { MeshWorkload } from './mesh-workload';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';

/** A caller that was let in, and on which ports; on all of them if undefined. */
export interface Grant {
  /** The workload that was named; undefined if an identity was named, or a whole namespace. */
  readonly workload?: MeshWorkload;
  /** The identity that the mesh goes by. */
  readonly config: MeshClientConfig;
  readonly ports?: readonly number[];
}

/** A caller in messages: `shop/web`, or a whole namespace as `shop/*`. */
export function describeClient({ namespace, serviceAccount }: MeshClientConfig): string {
  return `${namespace}/${serviceAccount ?? '*'}`;
}

/** What is wrong with the identity of a caller, or `undefined`. An empty name must not become "everybody". */
export function clientProblem({ namespace, serviceAccount, trustDomain }: MeshClientConfig): string | undefined {
  for (const [field, value, problem] of [
    ['namespace', namespace, dnsLabelProblem(namespace)],
    ['service account', serviceAccount, serviceAccount === undefined ? undefined : dnsSubdomainProblem(serviceAccount)],
    ['trust domain', trustDomain, trustDomain === undefined ? undefined : dnsSubdomainProblem(trustDomain)],
  ]) {
    if (problem) {
      return `its ${field} "${value}" ${problem}`;
    }
  }
  return undefined;
}
