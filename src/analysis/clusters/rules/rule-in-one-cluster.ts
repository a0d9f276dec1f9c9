import { Severity } from '../../../core/finding';
import { Sending, Transport } from '../../flows/data-plane';
import { described } from '../../manifest';
import { ClusterRule } from '../cluster-rule';
import { ServiceCall, serviceCalls } from '../service-calls';

/** A DestinationRule that the callers of one cluster alone go by. */
export const ruleInOneCluster: ClusterRule = {
  code: 'MTLS0811',
  severity: Severity.WARNING,
  title: 'A DestinationRule for a shared Service is in one cluster alone',
  explanation: 'A DestinationRule counts for the callers of its own cluster, wherever the pods that they reach are. Where it sets TLS in one cluster and is missing in another, the same Service is called with mutual TLS from one and in plaintext from the other.',
  *check(clusters) {
    for (const client of clusters) {
      for (const server of clusters.filter(other => other !== client)) {
        const seen = new Set<unknown>();
        for (const call of serviceCalls(client, server)) {
          const { across, atHome, host, port, policies } = call;
          const home = policies.across.tls ? client : server;
          const rule = (policies.across.tls ?? policies.atHome.tls)?.object;
          if (!rule || !atHome || !isDecidedOtherwise(call) || seen.has(rule)) {
            continue;
          }
          seen.add(rule);
          yield {
            cluster: home,
            object: rule,
            others: [{ cluster: server, object: host.object }],
            message: `${described(rule)} is in ${home.name} alone: ${host.name}:${port.number} of ${server.name} gets ${sentAs(across)} from ${client.name}, and ${sentAs(atHome)} from ${server.name}`,
            fix: 'Apply the DestinationRule to all clusters whose workloads call the Service; or to none, so that automatic mutual TLS decides everywhere.',
          };
        }
      }
    }
  },
};

function isDecidedOtherwise({ across, atHome, policies }: ServiceCall): boolean {
  return Boolean(policies.across.tls) !== Boolean(policies.atHome.tls) && across.transport !== atHome?.transport;
}

const SENT: Readonly<Record<Transport, string>> = {
  [Transport.MUTUAL_TLS]: 'mutual TLS',
  [Transport.TLS]: 'TLS',
  [Transport.PLAINTEXT]: 'plaintext',
  [Transport.NONE]: 'nothing',
  [Transport.UNKNOWN]: 'what the manifests do not say',
};

function sentAs({ transport }: Sending): string {
  return SENT[transport];
}
