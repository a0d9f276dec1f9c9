import { authorize } from './authorization';
import { AuthorizationPolicy } from './authorization-policies';
import { Connection, RuleMatcher } from './authorization-rule';
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
  const keyOf = (policy: AuthorizationPolicy, { mode }: PeerDecision, isExplicit: boolean): string => `${numbers.get(policy)} ${mode} ${isExplicit}`;
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
      const undecided = policies.filter(policy => !checks.has(keyOf(policy, peer, isExplicit)));
      if (undecided.length === 0) {
        continue;
      }
      const connection = connectionTo(workload, port, mesh);
      const refused = authorize(workload, connection, mesh.policies).allowed === false;
      for (const policy of refused ? undecided.filter(isAllow) : undecided.filter(other => !isAllow(other))) {
        const condition = conditions.get(policy)!.find(({ rule }) => decides(rule, policy, connection, mesh));
        if (condition) {
          checks.set(keyOf(policy, peer, isExplicit), { policy, condition, workload, port, peer, isExplicit });
        }
      }
    }
  }
  return [...checks.values()].sort((a, b) => numbers.get(a.policy)! - numbers.get(b.policy)!);
});

/** Whether a rule speaks of a port, and does not match a caller without an identity. */
function decides(rule: unknown, policy: AuthorizationPolicy, connection: Connection, { settings }: IstioDataPlane): boolean {
  const ports = portsOfRule(rule);
  return (ports === undefined || ports.has(connection.port)) && new RuleMatcher(rule, { policy, settings }).matches(connection) !== true;
}

function isAllow({ action }: AuthorizationPolicy): boolean {
  return action === 'ALLOW';
}

function connectionTo(workload: Workload, port: number, { registry }: IstioDataPlane): Connection {
  return { port, http: [Protocol.HTTP, Protocol.DETECTED].includes(registry.protocolOf(workload, port)) };
}

function portsOf(workload: Workload, inventory: Inventory): ReadonlySet<number> {
  const behind = inventory.view(services).selecting(workload.namespace, workload.labels)
    .flatMap(service => service.ports.flatMap(port => containerPortOf(port, workload) ?? []));
  const ports = new Set([...workload.ports.map(({ number }) => number), ...behind]);
  return ports.size > 0 ? ports : new Set([0]);
}
