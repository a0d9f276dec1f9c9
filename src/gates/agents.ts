import { Answers, GateSettings, Query } from './gate';
import { isAlwaysRunning, nameOf, ownersOf } from './mesh-workloads';
import { common, Matcher, selector } from './promql';
import { USUAL_AGENT } from '../analysis/schedule/istio-environment';
import { Workload } from '../analysis/workloads';
import { RootRotationRecord, workloadTimes } from '../core/change/root-rotation-record';

/** What the agent beside a proxy reports of the certificate that it presents. Times are milliseconds. */
export interface Agent {
  readonly namespace: string;
  readonly pod: string;
  /** When the certificate ends, since 1970. */
  readonly notAfter: number;
  /** The most that a certificate of it had left on the last day: about the lifetime. */
  readonly longest?: number;
}

/**
 * The time that is left changes with every scrape: the moment at which the certificate
 * ends does not. Agents report nothing of roots, whatever the name of the label suggests.
 *
 * @see https://github.com/istio/istio/blob/master/security/pkg/nodeagent/cache/secretcache.go
 */
export function agentQueries({ matchers }: GateSettings): Query[] {
  const left = selector('istio_agent_cert_expiry_seconds', agentMatchers(matchers));
  return [
    { promql: `min by (namespace,pod) (timestamp(${left}) + ${left})` },
    { promql: `max by (namespace,pod) (max_over_time(${left}[1d]))` },
  ];
}

function agentMatchers(matchers: GateSettings['matchers']): Matcher[] {
  return [...common(matchers), ['resource_name', '=', 'default']];
}

/** The longest lifetime of their certificates: as somebody says, else as the chain records it, else what agents ask for. In milliseconds. */
export function agentLifetime(chain: Pick<RootRotationRecord, 'workloads'>, { workloadLifetime }: GateSettings): number {
  return workloadLifetime ?? (workloadTimes(chain) ?? USUAL_AGENT).lifetime;
}

/** The agents that the answers speak of. */
export function agentsIn([ends, longest]: Answers): Agent[] {
  const keyOf = (labels: ReadonlyMap<string, string>): string => JSON.stringify([labels.get('namespace'), labels.get('pod')]);
  const lifetimes = new Map(longest.map(({ labels, value }) => [keyOf(labels), value * 1000]));
  return ends.map(({ labels, value }) => {
    const lifetime = lifetimes.get(keyOf(labels));
    return { namespace: labels.get('namespace') || 'unknown', pod: labels.get('pod') || 'unknown', notAfter: value * 1000, ...lifetime === undefined ? {} : { longest: lifetime } };
  });
}

/** The workloads that should run now and of whose pods no agent reports. */
export function unseenAmong(workloads: readonly Workload[], agents: readonly Agent[]): string[] {
  const seen = new Set(agents.flatMap(({ namespace, pod }) => ownersOf(pod).map(name => `${namespace}/${name}`)));
  return [...new Set(workloads.filter(isAlwaysRunning).map(nameOf))].filter(name => !seen.has(name)).sort();
}

/** `pod shop/cart-7d4-x2x1f` */
export function podName({ namespace, pod }: Agent): string {
  return `pod ${namespace}/${pod}`;
}
