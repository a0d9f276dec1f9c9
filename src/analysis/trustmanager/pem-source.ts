import { X509Certificate } from 'crypto';

/** PEM as Go reads it: a block begins and ends at the beginning of a line, and everything else is skipped. */
const BLOCK = /^-----BEGIN ([^\r\n-]+)-----[ \t]*\r?\n([\s\S]*?)^-----END \1-----/gm;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** What trust-manager finds in a text. Never repeats it: it may be a key. */
export interface PemSource {
  /** How many certificates it takes from it. */
  readonly certificates: number;
  /** Why it refuses the whole Bundle. */
  readonly problem?: string;
}

/** Reads a source of a Bundle as trust-manager does. */
export function readPemSource(text: string): PemSource {
  let certificates = 0;
  for (const [block, label, body] of text.matchAll(BLOCK)) {
    if (label !== 'CERTIFICATE') {
      return { certificates, problem: `contains a PEM block "${label.slice(0, 40)}", and only certificates may be distributed` };
    }
    if (body.includes(':')) {
      return { certificates, problem: 'contains a PEM block with headers, which may hold anything' };
    }
    if (!BASE64.test(body)) {
      continue;
    }
    try {
      new X509Certificate(block);
      certificates += 1;
    } catch {
      return { certificates, problem: `contains a PEM block that is not a certificate, after ${certificates} that ${certificates === 1 ? 'is' : 'are'}` };
    }
  }
  return { certificates };
}
