import { CaSecret, CertificateNode } from '../certmanager/issuance';

/** The id of what a Certificate asks for. */
export function certificateId({ object, namespace }: CertificateNode): string {
  return `Certificate/${namespace}/${object.manifest.metadata.name}`;
}

/** The id of a certificate that lies in a Secret, and that no Certificate asks for. */
export function secretId({ namespace, name }: CaSecret): string {
  return `Secret/${namespace}/${name}`;
}

/** The id of a certificate that a manifest shows. */
export function pemId(fingerprint: string): string {
  return `sha256/${fingerprint}`;
}
