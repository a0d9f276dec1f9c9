import { Cluster } from './cluster';
import { MeshTrust } from './mesh-trust';
import { CertificateNode } from '../certmanager/issuance';
import { fieldAt, textAt, textsAt } from '../fields';
import { PemCertificate } from '../trust/pem-certificate';
import { Root } from '../trust/root';

/**
 * What is known of which root it is, so that roots of two clusters can be told apart. Names
 * do not tell: one and the same Certificate applied to two clusters makes two keys.
 *
 * - `shown`: a certificate that a manifest shows
 * - `made`: a Certificate that signs itself, in one cluster
 * - `given`: a Secret of one cluster that nothing among the manifests makes
 * - `behind`: whatever signs at a place outside of the clusters
 * - `public`: the public CAs
 */
export type RootIdentity =
  | { readonly kind: 'shown'; readonly pem: PemCertificate }
  | { readonly kind: 'made'; readonly cluster: string; readonly id: string; readonly certificate: CertificateNode }
  | { readonly kind: 'given' | 'unknown'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'behind'; readonly place: string }
  | { readonly kind: 'public' };

/** What a root of a cluster is. */
export function identityOf(root: Root, { name: cluster }: Cluster): RootIdentity {
  const { id, kind, pem, certificate } = root;
  if (pem) {
    return { kind: 'shown', pem };
  }
  switch (kind) {
    case 'public':
      return { kind };
    case 'self-signed':
      return { kind: 'made', cluster, id, certificate: certificate! };
    case 'external':
      return { kind: 'behind', place: placeOf(root) ?? `${cluster}/${id}` };
    default:
      return { kind: kind === 'given' ? 'given' : 'unknown', cluster, id };
  }
}

/**
 * Which roots the certificates of a cluster may be under: one, where it is known. Where the root
 * itself is not shown, as behind Vault, it is one of those that the cluster trusts: else its own workloads would refuse each other.
 */
export function presentedBy({ signs, shown: ofSigning, trusts, complete }: MeshTrust, cluster: Cluster): readonly RootIdentity[] {
  if (!signs) {
    return [];
  }
  const own = identityOf(ofSigning ?? signs, cluster);
  if (own.kind === 'shown' || own.kind === 'made' || !complete || trusts.some(({ id }) => id === signs.id)) {
    return [own];
  }
  const shown = trusts.map(root => identityOf(root, cluster)).filter(({ kind }) => kind === 'shown');
  return shown.length > 0 ? shown : [own];
}

/** Whether two are one and the same root; undefined if that cannot be told. */
export function isSameRoot(a: RootIdentity, b: RootIdentity): boolean | undefined {
  if (a.kind === 'public' || b.kind === 'public') {
    return false;
  }
  if (a.kind === 'shown' && b.kind === 'shown') {
    return a.pem.fingerprint === b.pem.fingerprint;
  }
  if (a.kind === 'behind' && b.kind === 'behind') {
    // Two places may still be of one root.
    return a.place === b.place || undefined;
  }
  if ('cluster' in a && 'cluster' in b && a.cluster === b.cluster && a.id === b.id) {
    return true;
  }
  if (a.kind === 'made' && b.kind === 'made') {
    return false;
  }
  const [made, shown] = a.kind === 'made' ? [a, b] : [b, a];
  return made.kind === 'made' && shown.kind === 'shown' ? isCertificateOf(shown.pem, made.certificate) : undefined;
}

/** Whether a certificate may be the one that a self-signing Certificate makes: by its subject, which is all that the manifests say of it. */
function isCertificateOf(pem: PemCertificate, { spec }: CertificateNode): boolean | undefined {
  if (pem.subject === undefined || textAt(spec, 'literalSubject') !== undefined) {
    return undefined;
  }
  const subject = fieldAt(spec, 'subject');
  const expected = [
    ...[textAt(spec, 'commonName')].flatMap(name => name ? [`CN=${name}`] : []),
    ...textsAt(subject, 'organizations').map(name => `O=${name}`),
    ...textsAt(subject, 'organizationalUnits').map(name => `OU=${name}`),
  ];
  const found = pem.subject.split('\n').filter(attribute => /^(?:CN|O|OU)=/.test(attribute));
  return JSON.stringify(expected.sort()) === JSON.stringify(found.sort());
}

/** Where something outside of the clusters signs, as both of them would write it; undefined if the issuer does not say. */
function placeOf({ object }: Root): string | undefined {
  const spec = fieldAt(object?.manifest, 'spec');
  const vault = fieldAt(spec, 'vault');
  if (vault !== undefined) {
    return JSON.stringify(['vault', textAt(vault, 'server'), textAt(vault, 'namespace'), textAt(vault, 'path')]);
  }
  const arn = textAt(spec, 'arn');
  const caPool = textAt(spec, 'caPoolId');
  return arn ?? (caPool === undefined ? undefined : JSON.stringify(['cas', textAt(spec, 'project'), textAt(spec, 'location'), caPool]));
}
