import { authorize } from './authorization';
import { AuthorizationPolicy } from './authorization-policies';
import { Answer, ruleMatches } from './authorization-rule';
import { IdentityCondition, identityConditions, portsOfRule } from './identity-conditions';
import { Proxy } from './injection';
import { bypassesInbound } from './interception';
import { IstioDataPlane } from './istio-data-plane';
import { meshView } from './mesh';
import { PeerDecision } from './peer-mode';
import { Inventory } from '../inventory';
import { Protocol } from '../network/protocol';
import { containerPortOf, services } from '../services';
import { Workload, workloads } from '../workloads';

/** A policy that asks who calls, at a port that lets callers in who do not say. */
export interface IdentityCheck {
  readonly policy: AuthorizationPolicy;
  readonly condition: IdentityCondition;
  readonly workload: Workload;
  /** The port on which the pods listen; 0 if none is known. */
  readonly port: number;
  readonly peer: PeerDecision;
  /** Whether an object says so, and not the default. */
  readonly isExplicit: boolean;
}

/**
 * Where policies that ask for an identity meet ports that do not require one: for
 * each policy the first workload and port at which the identity is what decides,
 * and of a policy that denies, only if nothing else refuses callers without one.
 */
export const identityChecks = meshView((mesh, inventory): readonly IdentityCheck[] => {
  const checks = new Map<string, IdentityCheck>();
  const numbers = new Map(mesh.policies.all.map((policy, index) => [policy, index]));
  const conditions = new Map(mesh.policies.all.filter(({ action }) => action !== 'CUSTOM').map(policy => [policy, [...identityConditions(policy.rules)]]));
  for (const workload of inventory.view(workloads)) {
    const policies = mesh.policies.for(workload).filter(policy => conditions.get(policy)?.length);
    const { proxy } = policies.length > 0 ? mesh.injection(workload) : { proxy: Proxy.NONE };
    if (proxy !== Proxy.SIDECAR && proxy !== Proxy.UNKNOWN) {
      continue;
    }
    for (const port of portsOf(workload, inventory)) {
      const peer = mesh.modes.ofPort(workload, port);
      const isExplicit = peer.because.object !== undefined;
      if (peer.mode === 'STRICT' || bypassesInbound(workload, port)) {
        continue;
      }
      let anonymous: { readonly allowed: Answer } | undefined;
      for (const policy of policies) {
        const key = JSON.stringify([numbers.get(policy), peer.mode, isExplicit]);
        if (checks.has(key)) {
          continue;
        }
        anonymous ??= authorize(workload, connectionTo(workload, port, mesh), mesh.policies, mesh.settings);
        const refused = anonymous.allowed === false;
        const condition = refused === (policy.action === 'ALLOW') ? conditions.get(policy)!.find(({ rule }) => decides(rule, policy, workload, port, mesh)) : undefined;
        if (condition) {
          checks.set(key, { policy, condition, workload, port, peer, isExplicit });
        }
      }
    }
  }
  return [...checks.values()].sort((a, b) => numbers.get(a.policy)! - numbers.get(b.policy)!);
});

/** Whether a rule speaks of a port, and does not match a caller without an identity. */
function decides(rule: unknown, policy: AuthorizationPolicy, workload: Workload, port: number, mesh: IstioDataPlane): boolean {
  const ports = portsOfRule(rule);
  return (ports === undefined || ports.has(port)) && ruleMatches(rule, policy, connectionTo(workload, port, mesh), mesh.settings) !== true;
}

function connectionTo(workload: Workload, port: number, { registry }: IstioDataPlane): { port: number; http: boolean } {
  return { port, http: [Protocol.HTTP, Protocol.DETECTED].includes(registry.protocolOf(workload, port)) };
}

function portsOf(workload: Workload, inventory: Inventory): ReadonlySet<number> {
  const behind = inventory.view(services).selecting(workload.namespace, workload.labels)
    .flatMap(service => service.ports.flatMap(port => containerPortOf(port, workload) ?? []));
  const ports = new Set([...workload.ports.map(({ number }) => number), ...behind]);
  return ports.size > 0 ? ports : new Set([0]);
}
