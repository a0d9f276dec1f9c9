import { certificatesIn, PemCertificate } from './pem-certificate';
import { textAt, textMapAt } from '../fields';
import { SourcedManifest } from '../manifest';

/** The keys of a ConfigMap or Secret; `undefined` if it shows none, as one does that something else fills in. */
export function keysOf({ manifest }: SourcedManifest): ReadonlySet<string> | undefined {
  const keys = ['data', 'stringData', 'binaryData'].flatMap(field => [...textMapAt(manifest, field).keys()]);
  return keys.length > 0 ? new Set(keys) : undefined;
}

/** What a ConfigMap or Secret has under a key, as text; `undefined` if it does not show it. */
export function contentOf({ manifest }: SourcedManifest, key: string): string | undefined {
  if (manifest.kind === 'ConfigMap') {
    return textAt(manifest, 'data', key) ?? decoded(textAt(manifest, 'binaryData', key));
  }
  return textAt(manifest, 'stringData', key) ?? decoded(textAt(manifest, 'data', key));
}

/** The certificates that a ConfigMap or Secret shows, under one key or under all of them. */
export function certificatesOf(object: SourcedManifest, key?: string): PemCertificate[] {
  const keys = key !== undefined ? [key] : [...keysOf(object) ?? []];
  return keys.flatMap(each => certificatesIn(contentOf(object, each) ?? ''));
}

/** Whether a Secret is of the type of cert-manager's, which has both a key and a certificate. */
export function isTlsSecret({ manifest }: SourcedManifest): boolean {
  return manifest.kind === 'Secret' && textAt(manifest, 'type') === 'kubernetes.io/tls';
}

function decoded(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('latin1');
}
