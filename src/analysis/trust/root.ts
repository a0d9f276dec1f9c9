import { PemCertificate } from './pem-certificate';
import { CaSecret, CertificateNode } from '../certmanager/issuance';
import { described, SourcedManifest } from '../manifest';

/**
 * What is known of a root:
 *
 * - `self-signed`: a Certificate among the manifests that signs itself
 * - `given`: a Secret that nothing among the manifests issues
 * - `external`: whatever stands behind an issuer outside the cluster (Vault, ACME, a cloud's CA)
 * - `pem`: a certificate that stands in a manifest
 * - `public`: the public CAs that trust-manager was given at its start
 * - `unknown`: the way up to it leaves the manifests, or leads nowhere
 */
export type RootKind = 'self-signed' | 'given' | 'external' | 'pem' | 'public' | 'unknown';

/** The end of a chain, and what a bundle distributes. */
export interface Root {
  /**
   * What tells one root from another, also between two states of the manifests:
   *
   * - `secret/<namespace>/<name>`: the Secret of the CA
   * - `issuer/<kind>[.<group>]/[<namespace>/]<name>`: the issuer behind which it is
   * - `sha256/<fingerprint>`: the certificate itself, where a manifest shows it
   * - `public`: the CAs that trust-manager was given
   */
  readonly id: string;
  readonly kind: RootKind;
  /** In words: `Certificate cert-manager/root`. */
  readonly description: string;
  /** The object that makes it, if it is among the manifests. */
  readonly object?: SourcedManifest;
  /** The Certificate that signs itself. */
  readonly certificate?: CertificateNode;
  /** The Secret in which it lies. */
  readonly secret?: CaSecret;
  /** The certificate itself, if a manifest shows it. */
  readonly pem?: PemCertificate;
}

/** The public CAs that trust-manager's `useDefaultCAs` distributes. */
export const PUBLIC_ROOTS: Root = { id: 'public', kind: 'public', description: 'the public CAs of trust-manager' };

/** The root that a self-signed Certificate is. */
export function selfSignedRoot(certificate: CertificateNode): Root {
  const { object, namespace, secretName } = certificate;
  return {
    id: secretId({ namespace, name: secretName ?? object.manifest.metadata.name }),
    kind: 'self-signed',
    description: described(object),
    object,
    certificate,
    ...(secretName ? { secret: { namespace, name: secretName } } : {}),
  };
}

/** The root in a Secret that nothing among the manifests issues. */
export function givenRoot(secret: CaSecret, object: SourcedManifest | undefined, pem: PemCertificate | undefined): Root {
  return {
    id: pem ? pemId(pem) : secretId(secret),
    kind: 'given',
    description: `Secret ${secret.namespace}/${secret.name}`,
    secret,
    ...(object ? { object } : {}),
    ...(pem ? { pem } : {}),
  };
}

/** A certificate that stands in a manifest. */
export function pemRoot(pem: PemCertificate, object: SourcedManifest): Root {
  return { id: pemId(pem), kind: 'pem', description: `a certificate in ${described(object)}`, object, pem };
}

/** What stands behind an issuer that does not sign with a Secret. */
export function issuerRoot(kind: 'external' | 'unknown', issuerId: string, description: string, object?: SourcedManifest): Root {
  return { id: `issuer/${issuerId}`, kind, description, ...(object ? { object } : {}) };
}

/** The end of a way that leads nowhere. */
export function lostRoot(certificate: CertificateNode, why: string): Root {
  return { id: `lost/${certificate.namespace}/${certificate.object.manifest.metadata.name}`, kind: 'unknown', description: `unknown: ${why}`, object: certificate.object };
}

function pemId({ fingerprint }: PemCertificate): string {
  return `sha256/${fingerprint}`;
}

function secretId({ namespace, name }: CaSecret): string {
  return `secret/${namespace}/${name}`;
}
