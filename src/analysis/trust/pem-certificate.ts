import { createHash, X509Certificate } from 'crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** A certificate that stands in a manifest. It is only parsed when someone asks what is in it. */
export class PemCertificate {
  /** The SHA-256 of the certificate, in hexadecimal digits. */
  public readonly fingerprint: string;
  private parsed?: X509Certificate | null;

  constructor(private readonly der: Buffer) {
    this.fingerprint = createHash('sha256').update(der).digest('hex');
  }

  /** The subject as Node prints it, one attribute a line; `undefined` if the certificate cannot be read. */
  public get subject(): string | undefined {
    return this.x509()?.subject;
  }

  /** The name of its issuer, as `subject`. */
  public get issuer(): string | undefined {
    return this.x509()?.issuer;
  }

  /** Whether it names itself as its issuer, as roots do; `undefined` if it cannot be read. */
  public get isSelfIssued(): boolean | undefined {
    const x509 = this.x509();
    return x509 && x509.subject === x509.issuer;
  }

  /** When it begins; `undefined` if it cannot be read. */
  public get notBefore(): Date | undefined {
    return dateOf(this.x509()?.validFrom);
  }

  /** When it ends; `undefined` if it cannot be read. */
  public get notAfter(): Date | undefined {
    return dateOf(this.x509()?.validTo);
  }

  private x509(): X509Certificate | undefined {
    if (this.parsed === undefined) {
      try {
        this.parsed = new X509Certificate(this.der);
      } catch {
        this.parsed = null;
      }
    }
    return this.parsed ?? undefined;
  }
}

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Every certificate in a text, each once, whatever else stands there. */
export function certificatesIn(text: string): PemCertificate[] {
  const found = new Map<string, PemCertificate>();
  if (text.includes('-----BEGIN CERTIFICATE-----')) {
    for (const [, base64] of text.matchAll(CERTIFICATE)) {
      const certificate = new PemCertificate(Buffer.from(base64, 'base64'));
      found.set(certificate.fingerprint, certificate);
    }
  }
  return [...found.values()];
}
