import { Validity } from './renewal-time';
import { Basis } from './scheduled-certificate';
import { CertificateNode } from '../certmanager/issuance';
import { textAt } from '../fields';
import { Inventory } from '../inventory';
import { SourcedManifest } from '../manifest';
import { certificatesOf } from '../trust/contents';
import { PemCertificate } from '../trust/pem-certificate';

/** From when to when a certificate is really valid, and how that is known. */
export interface KnownLife extends Validity {
  readonly basis: Exclude<Basis, 'assumed'>;
  /** The certificate, if it is shown. */
  readonly pem?: PemCertificate;
}

/** The dates of a Certificate that has been issued: from its status, else from its Secret. */
export function knownLife(inventory: Inventory, { object, namespace, secretName }: CertificateNode): KnownLife | undefined {
  const secret = secretName ? inventory.find('', 'Secret', namespace, secretName) : undefined;
  const shown = secret && shownLife(secret, 'tls.crt');
  const [notBefore, notAfter] = ['notBefore', 'notAfter'].map(field => momentAt(object, field));
  return notBefore !== undefined && notAfter !== undefined
    ? { basis: 'status', notBefore, notAfter, ...shown ? { pem: shown.pem } : {} }
    : shown;
}

/** The dates of the first certificate under a key of a Secret. */
export function shownLife(secret: SourcedManifest, ...keys: readonly string[]): KnownLife & { readonly pem: PemCertificate } | undefined {
  for (const key of keys) {
    const [pem] = certificatesOf(secret, key);
    const validity = pem && validityOf(pem);
    if (validity) {
      return { basis: 'certificate', ...validity, pem };
    }
  }
  return undefined;
}

/** From when to when a certificate is valid; nothing if it cannot be read. */
export function validityOf({ notBefore, notAfter }: PemCertificate): Validity | undefined {
  return notBefore && notAfter && { notBefore: notBefore.getTime(), notAfter: notAfter.getTime() };
}

/** A moment in the status of an object, in milliseconds since 1970. */
export function momentAt({ manifest }: SourcedManifest, field: string): number | undefined {
  const text = textAt(manifest, 'status', field);
  const moment = text !== undefined && /^\d{4}-\d{2}-\d{2}T[\d:.]{8,18}(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
