import { execFileSync } from 'child_process';
import { X509Certificate } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Manifest } from '../../variety';

/** What is in a certificate, in the words of cert-manager. */
export interface Contents {
  readonly subject: string;
  readonly issuer: string;
  /** The alternative names, for example `DNS:cart.shop`, sorted. */
  readonly names: string[];
  readonly isCA: boolean;
  readonly usages: string[];
  readonly key: string;
}

/** The certificates of a PEM text, one each. */
export function split(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [];
}

/** The value of a Secret. */
export function valueOf(secret: Manifest, key: string): string {
  return Buffer.from(secret.data[key], 'base64').toString('utf8');
}

/** What the first certificate of a PEM text says. */
export function contentsOf(pem: string): Contents {
  const certificate = new X509Certificate(pem);
  const { asymmetricKeyType, asymmetricKeyDetails: details } = certificate.publicKey;
  return {
    subject: certificate.subject ?? '',
    issuer: certificate.issuer,
    names: certificate.subjectAltName?.split(', ').sort() ?? [],
    isCA: certificate.ca,
    usages: usagesOf(pem),
    key: `${KEYS[asymmetricKeyType!]} ${details?.modulusLength ?? CURVES[details?.namedCurve ?? ''] ?? ''}`.trim(),
  };
}

/** What a Certificate promises of the certificate that comes of it. */
export function promisesOf({ spec }: Manifest): Omit<Contents, 'issuer'> {
  const { commonName, dnsNames = [], uris = [], ipAddresses = [], isCA = false, usages = ['digital signature', 'key encipherment'], privateKey = {} } = spec;
  const { algorithm = 'RSA', size = DEFAULT_SIZES[algorithm] } = privateKey as { algorithm?: string; size?: number };
  return {
    subject: commonName ? `CN=${commonName}` : '',
    names: [
      ...dnsNames.map((name: string) => `DNS:${name}`),
      ...uris.map((uri: string) => `URI:${uri}`),
      ...ipAddresses.map((address: string) => `IP Address:${address}`),
    ].sort(),
    isCA,
    usages: [...new Set<string>([...usages, ...isCA ? ['cert sign'] : []])].sort(),
    key: `${algorithm} ${algorithm === 'Ed25519' ? '' : size}`.trim(),
  };
}

/** For how many seconds the first certificate of a PEM text is valid. */
export function lifeOf(pem: string): number {
  const { validFrom, validTo } = new X509Certificate(pem);
  return (Date.parse(validTo) - Date.parse(validFrom)) / 1000;
}

/** How many seconds a duration is, as cert-manager writes it. */
export function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * { h: 3600, m: 60, s: 1 }[unit as 'h']!, 0);
}

/** Has OpenSSL verify a chain as it is in `tls.crt`, with nothing but these roots; returns what OpenSSL says against it, which is empty if that is nothing. */
export function refusalOf(chain: string, roots: string): string {
  return withFiles({ leaf: split(chain)[0], rest: chain, roots }, ({ leaf, rest, roots: trusted }) => {
    try {
      openssl('verify', '-x509_strict', '-no-CApath', '-no-CAstore', '-CAfile', trusted, '-untrusted', rest, leaf);
      return '';
    } catch (error) {
      return String((error as { stderr: string }).stderr);
    }
  });
}

/** Whether there is an OpenSSL here that can do what is asked of it; LibreSSL has the same name, and cannot. */
export function hasOpenSsl(): boolean {
  try {
    return /^OpenSSL [3-9]/.test(openssl('version'));
  } catch {
    return false;
  }
}

/** Runs OpenSSL and returns what it writes. */
export function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Has files with these contents for a moment, whose paths are by the same names. */
export function withFiles<K extends string, T>(contents: Record<K, string>, use: (paths: Record<K, string>) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-openssl-'));
  try {
    const paths = Object.entries<string>(contents).map(([name, content]) => {
      const path = join(folder, name);
      writeFileSync(path, content, { mode: 0o600 });
      return [name, path];
    });
    return use(Object.fromEntries(paths));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const KEYS: Record<string, string> = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'Ed25519' };
const CURVES: Record<string, number> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };
const DEFAULT_SIZES: Record<string, number> = { RSA: 2048, ECDSA: 256 };

/** OpenSSL's words for cert-manager's usages. */
const USAGES: Record<string, string> = {
  'Digital Signature': 'digital signature',
  'Key Encipherment': 'key encipherment',
  'Certificate Sign': 'cert sign',
  'CRL Sign': 'crl sign',
  'TLS Web Server Authentication': 'server auth',
  'TLS Web Client Authentication': 'client auth',
};

function usagesOf(pem: string): string[] {
  const text = withFiles({ pem }, paths => openssl('x509', '-in', paths.pem, '-noout', '-ext', 'keyUsage,extendedKeyUsage'));
  const words = text.split('\n').filter(line => line.startsWith('    ')).flatMap(line => line.trim().split(', '));
  return words.map(word => USAGES[word] ?? word).sort();
}
