import { X509Certificate } from 'crypto';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** What is wrong with a text as PEM-encoded certificates, or `undefined`. Never repeats the text: it may be a key. */
export function pemCertificatesProblem(pem: string): string | undefined {
  // The label is enough: a damaged private key is still one that must not be published.
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem)) {
    return 'contains a private key, which everyone who can read the manifest would then have';
  }
  const blocks = [...pem.matchAll(BLOCK)];
  if (blocks.length === 0) {
    return 'contains no PEM block';
  }
  if (pem.split('-----BEGIN ').length - 1 !== blocks.length) {
    return 'contains a PEM block that does not end';
  }
  for (const [index, [block, label]] of blocks.entries()) {
    if (label !== 'CERTIFICATE') {
      return `its PEM block ${index + 1} is a ${label}, not a CERTIFICATE`;
    }
    try {
      new X509Certificate(block);
    } catch {
      return `its PEM block ${index + 1} does not parse as an X.509 certificate`;
    }
  }
  return undefined;
}
