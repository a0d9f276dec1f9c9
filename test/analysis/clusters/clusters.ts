import { rootCertificates } from 'tls';
import { Cluster } from '../../../src/analysis/clusters/cluster';
import { ClusterCalls } from '../../../src/analysis/clusters/cluster-calls';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { Flow } from '../../../src/core/flow';
import { bundle, caCertificate, clusterIssuer, inventoryOf, issuer, namespace, NOW, PlainObject, vault } from '../objects';

/** A cluster of a test. */
export function cluster(name: string, objects: readonly PlainObject[], istio: IstioSettings = {}): Cluster {
  return { name, inventory: inventoryOf(objects), context: { now: NOW, istio } };
}

/** Two roots that everybody can see. */
export const [ROOT_A, ROOT_B] = rootCertificates;

/** A root in Vault, at a place, with an intermediate for the mesh below it, and the roots that workloads trust. */
export function vaultChain(trusted: readonly string[] = [ROOT_A], path = 'pki/root/sign-intermediate'): PlainObject[] {
  return [
    issuer(vault({ path }), { name: 'root', namespace: 'cert-manager' }),
    caCertificate({ commonName: 'mesh', secretName: 'mesh-ca', duration: '2160h', renewBefore: '720h', issuerRef: { name: 'root' } }, { name: 'mesh' }),
    clusterIssuer({ ca: { secretName: 'mesh-ca' } }, 'mesh'),
    ...trusted.length > 0 ? [bundle({ sources: trusted.map(inLine => ({ inLine })) })] : [],
  ];
}

/** A root that cert-manager makes, with an intermediate for the mesh below it, and others that workloads trust besides. */
export function selfSignedChain(others: readonly string[] = [], commonName = 'root'): PlainObject[] {
  return [
    issuer({ selfSigned: {} }, { name: 'bootstrap', namespace: 'cert-manager' }),
    caCertificate({ commonName, issuerRef: { name: 'bootstrap' } }),
    ...givenChain('root-ca', others),
  ];
}

/** A root in a Secret that nothing makes, with an intermediate for the mesh below it, and others that workloads trust besides. */
export function givenChain(secretName = 'root-ca', others: readonly string[] = [], own: PlainObject[] = [{ secret: { name: secretName, key: 'tls.crt' } }]): PlainObject[] {
  return [
    issuer({ ca: { secretName } }, { name: 'root', namespace: 'cert-manager' }),
    caCertificate({ commonName: 'mesh', secretName: 'mesh-ca', duration: '2160h', renewBefore: '720h', issuerRef: { name: 'root' } }, { name: 'mesh' }),
    clusterIssuer({ ca: { secretName: 'mesh-ca' } }, 'mesh'),
    bundle({ sources: [...own, ...others.map(inLine => ({ inLine }))] }),
  ];
}

/** Istio's namespace in a network. */
export function inNetwork(network: string): PlainObject {
  return namespace('istio-system', { 'topology.istio.io/network': network });
}

/** A gateway that passes calls from other networks on. */
export function passthrough(hosts: readonly string[] = ['*.local']): PlainObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'cross-network', namespace: 'istio-system' },
    spec: { selector: { istio: 'eastwestgateway' }, servers: [{ port: { number: 15443, name: 'tls', protocol: 'TLS' }, hosts, tls: { mode: 'AUTO_PASSTHROUGH' } }] },
  };
}

/** What becomes of a call from one cluster to another, by names such as `east/shop/web`. */
export function explain(clusters: readonly Cluster[], from: string, to: string): Flow {
  const calls = new ClusterCalls(clusters);
  const [client, server] = [from, to].map(text => {
    const [name, ...rest] = text.split('/');
    return { cluster: calls.clusters.find(each => each.name === name)!, text: rest.join('/') };
  });
  const workload = calls.client(client.cluster, client.text);
  const target = calls.target(client.cluster, server.cluster, server.text);
  if ('problem' in workload || 'problem' in target) {
    throw new Error(JSON.stringify([workload, target]));
  }
  return calls.explain({ from: client.cluster, client: workload.found, to: server.cluster, target: target.found });
}

/** The verdict and the last reason for it. */
export function outcome({ verdict, because }: Flow): string {
  return `${verdict}: ${because.at(-1)?.statement}`;
}
