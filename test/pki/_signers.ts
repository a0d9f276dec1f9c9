import { Manifest } from './_chain';

interface Reference {
  readonly name: string;
  readonly kind: string;
}

/**
 * The Secrets whose keys sign, from an issuer up to the root, as cert-manager
 * finds them in the manifests; the last is `self-signed`, or how a root outside
 * of the cluster is reached.
 *
 * @param namespace of the certificates that refer to the issuer
 */
export function signersOf(objects: Manifest[], { name, kind }: Reference, namespace: string, clusterResourceNamespace: string): string[] {
  const issuer = objects.find(object => object.kind === kind && object.metadata.name === name && (kind === 'ClusterIssuer' || object.metadata.namespace === namespace));
  const secretName = issuer?.spec.ca?.secretName;
  if (!secretName) {
    return [issuer ? Object.keys(issuer.spec)[0].replace('selfSigned', 'self-signed') : `${kind} ${name}`];
  }
  const secretNamespace = kind === 'ClusterIssuer' ? clusterResourceNamespace : namespace;
  const secret = `${secretNamespace}/${secretName}`;
  const writer = objects.find(object => object.kind === 'Certificate' && object.metadata.namespace === secretNamespace && object.spec.secretName === secretName);
  return [secret, ...writer ? signersOf(objects, writer.spec.issuerRef, secretNamespace, clusterResourceNamespace) : ['written by others']];
}
