import { X509Certificate } from 'crypto';
import { pemCertificatesProblem } from '../core/pem';
import { usageError } from '../core/usage-error';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Refuses a text that is not the certificates of roots alone. Whole chains are
 * what many tools hand out, and an intermediate that is trusted cannot be replaced
 * without a rollout of the trust.
 */
export function requireRootCertificates(call: string, pem: string): void {
  const problem = pemCertificatesProblem(pem);
  if (problem) {
    throw usageError(undefined, call, `certificate ${problem}`, 'Give the certificate alone, between "-----BEGIN CERTIFICATE-----" and "-----END CERTIFICATE-----".');
  }
  for (const [index, block] of (pem.match(CERTIFICATE) ?? []).entries()) {
    const rootProblem = notARoot(new X509Certificate(block));
    if (rootProblem) {
      throw usageError(undefined, call, `certificate ${index + 1}, ${rootProblem}`, "Give the root's own certificate: what is below it may change without anyone's being told.");
    }
  }
}

function notARoot(certificate: X509Certificate): string | undefined {
  const subject = inOneLine(certificate.subject);
  if (!certificate.ca) {
    return `"${subject}", is not that of a certificate authority`;
  }
  return certificate.verify(certificate.publicKey) ? undefined : `"${subject}", is signed by "${inOneLine(certificate.issuer)}": it is no root`;
}

function inOneLine(name: string): string {
  return name.split('\n').join(', ');
}
