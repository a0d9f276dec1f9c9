import { X509Certificate } from 'crypto';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What trust-manager finds in a text. Never repeats it: it may be a key. */
export interface PemSource {
  /** How many certificates it takes from it. */
  readonly certificates: number;
  /** Why it refuses the whole Bundle. */
  readonly problem?: string;
}

/** Reads a source of a Bundle as trust-manager does, which refuses what is PEM and no certificate, and skips everything else. */
export function readPemSource(text: string): PemSource {
  let certificates = 0;
  for (const { label, lines } of blocksOf(text)) {
    if (label !== 'CERTIFICATE') {
      return { certificates, problem: `contains a PEM block "${label.slice(0, 40)}", and only certificates may be distributed` };
    }
    if (lines.some(line => line.includes(':'))) {
      return { certificates, problem: 'contains a PEM block with headers, which may hold anything' };
    }
    const base64 = lines.join('').replace(/\s/g, '');
    if (BASE64.test(base64)) {
      try {
        new X509Certificate(Buffer.from(base64, 'base64'));
        certificates += 1;
      } catch {
        return { certificates, problem: 'contains a PEM block that is called a certificate and is none' };
      }
    }
  }
  return { certificates };
}

/** The PEM blocks as Go reads them: each begins and ends at the beginning of a line. */
function* blocksOf(text: string): Generator<{ label: string; lines: string[] }> {
  let open: { label: string; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const [, word, label] = /^-----(BEGIN|END) ([^-]+)-----\s*$/.exec(line) ?? [];
    if (word === 'BEGIN' && !open) {
      open = { label, lines: [] };
    } else if (word === 'END') {
      if (open?.label === label) {
        yield open;
      }
      open = undefined;
    } else {
      open?.lines.push(line);
    }
  }
}
