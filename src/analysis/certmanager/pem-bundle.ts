import { X509Certificate } from 'crypto';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** What is wrong with PEM certificates in base64, or `undefined` if at least one of them can be read. */
export function pemBundleProblem(base64: string): string | undefined {
  const text = base64.replace(/[\r\n]/g, '');
  if (text === '') {
    return 'is empty';
  }
  if (!BASE64.test(text)) {
    return 'is not base64';
  }
  for (const [pem] of Buffer.from(text, 'base64').toString('latin1').matchAll(CERTIFICATE)) {
    try {
      new X509Certificate(pem);
      return undefined;
    } catch {
      // One that can be read is enough.
    }
  }
  return 'holds no certificate that can be read';
}
