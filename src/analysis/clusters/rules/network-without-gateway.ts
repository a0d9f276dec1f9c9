import { Severity } from '../../../core/finding';
import { Cluster, configurationOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';
import { hasEntry, networkOf } from '../topology';

/** A cluster in another network, into which nothing leads. */
export const networkWithoutGateway: ClusterRule = {
  code: 'MTLS0810',
  severity: Severity.WARNING,
  title: 'Nothing leads from the network of one cluster into that of another',
  explanation: 'Where clusters are in different networks, their pods cannot reach each other\'s addresses: calls go through an east-west gateway, which takes mutual TLS on port 15443 and passes it on by the name in it. Without a Gateway that says AUTO_PASSTHROUGH the proxies call addresses that lead nowhere. A cluster that says nothing of its network is called as if it were in that of its caller.',
  *check(clusters) {
    for (const cluster of clusters) {
      const [own, elsewhere] = [networkOf(cluster), clusters.find(other => networkOf(other) !== networkOf(cluster))];
      const object = configurationOf(cluster);
      if (!elsewhere || !object || (own !== undefined && hasEntry(cluster, own))) {
        continue;
      }
      yield {
        cluster,
        object,
        message: own === undefined
          ? `${elsewhere.name} is in the network ${JSON.stringify(networkOf(elsewhere))}, and ${cluster.name} does not say in which it is`
          : `${cluster.name} is in the network ${JSON.stringify(own)} and ${nameOf(elsewhere)}, but no east-west gateway leads into ${cluster.name}`,
        fix: own === undefined
          ? `Say it of ${cluster.name} too: the label topology.istio.io/network of Istio's namespace, and network of IstioMesh.`
          : 'Add a Gateway for port 15443 with tls.mode AUTO_PASSTHROUGH and hosts ["*.local"]; or give both clusters one network, if their pods reach each other directly.',
      };
    }
  },
};

function nameOf(cluster: Cluster): string {
  const network = networkOf(cluster);
  return network === undefined ? `${cluster.name} is in none` : `${cluster.name} in ${JSON.stringify(network)}`;
}
