import { History } from './history';
import { MINUTE, NOW, reportAgent, reportCertificate, Sample, scraped, SINCE } from './reports';

export const NEW = 'spiffe://new.example.com/ns/shop/sa/web';

/** What the metrics say of the ends of calls; without an identity they do not have its label. */
export interface Ends {
  readonly source?: string;
  readonly destination?: string;
  readonly policy?: string;
  /** The pod that is called. */
  readonly pod?: string;
  readonly metric?: 'istio_requests_total' | 'istio_tcp_connections_opened_total';
}

/** Adds calls to a workload of "shop". */
export function reportCalls(
  history: History, of: string, client: string, server: string, ends: Ends, samples: readonly Sample[],
): void {
  const { source, destination, pod, policy = 'mutual_tls', metric = 'istio_requests_total' } = ends;
  history.add(metric, {
    case: of,
    reporter: 'destination',
    connection_security_policy: policy,
    source_workload_namespace: client === 'batch' ? 'jobs' : 'shop',
    source_workload: client,
    destination_workload_namespace: 'shop',
    destination_workload: server,
    ...pod === undefined ? {} : { pod },
    ...source === undefined ? {} : { source_principal: source },
    ...destination === undefined ? {} : { destination_principal: destination },
  }, samples);
}

const each = (minute: number): number => Math.floor((minute - SINCE) / MINUTE);

/** What is otherwise than in a mesh that has been renamed. */
export interface Renamed {
  /** How many hours ago the certificates of cert-manager and of sidecars were issued. */
  readonly issued?: number;
  readonly agent?: number;
  /** What counters stand at. */
  readonly count?: (when: number) => number;
}

/** Switched over 30 hours ago; everybody has got a new certificate since, and is called with new identities all the time. */
export function reportRenamed(history: History, of: string, { issued = 3, agent = 3, count = each }: Renamed = {}): void {
  for (const server of ['web', 'cart']) {
    reportCalls(history, of, 'ingress', server, { source: NEW, destination: NEW }, scraped(SINCE, NOW, count));
    reportAgent(history, of, server === 'web' ? 'web-7d4b9c6f5-x2x1f' : 'cart-7d4b9c6f5-abcde', agent);
  }
  reportCertificate(history, of, { namespace: 'cert-manager', name: 'ca-east', issuer: 'ca-root-2026', lifetime: 2160, age: 40 });
  reportCertificate(history, of, { namespace: 'shop', name: 'web', issuer: 'ca-east', lifetime: 24, age: issued });
}
