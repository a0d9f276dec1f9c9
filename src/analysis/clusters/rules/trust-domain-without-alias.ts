import { Severity } from '../../../core/finding';
import { settingsOf } from '../../diff/world';
import { serverAcceptsTrustDomain } from '../acceptance';
import { configurationOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';

/** A cluster that refuses the identities of another one. */
export const trustDomainWithoutAlias: ClusterRule = {
  code: 'MTLS0803',
  severity: Severity.ERROR,
  title: 'The trust domain of one cluster is no alias in another',
  explanation: 'A sidecar takes identities of its own trust domain and of the aliases of it, and no others: calls from the other cluster fail in the handshake, whichever root signed their certificates. Principals in policies, too, mean the own trust domain and its aliases.',
  *check(clusters) {
    for (const server of clusters) {
      const object = configurationOf(server);
      const others = clusters.filter(client => client !== server && serverAcceptsTrustDomain(server, client).accepted === false);
      if (object && others.length > 0) {
        const domains = [...new Set(others.map(client => settingsOf(client).trustDomain))];
        yield {
          cluster: server,
          object,
          message: `${server.name} is of the trust domain ${settingsOf(server).trustDomain} and refuses the identities of ${others.map(client => `${client.name}, which are of ${settingsOf(client).trustDomain}`).join(', and of ')}`,
          fix: `Give the mesh of ${server.name} trustDomainAliases: ${JSON.stringify(domains)}; or one trust domain to all clusters.`,
        };
      }
    }
  },
};
