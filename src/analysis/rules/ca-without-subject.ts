import { Severity } from '../../core/finding';
import { parseDistinguishedName } from '../certmanager/distinguished-name';
import { issuance } from '../certmanager/issuance';
import { Fields, fieldsAt, textAt, textsAt } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A self-signed CA without a subject, so that what it signs names no issuer. */
export const caWithoutSubject: Rule = {
  code: 'MTLS0210',
  severity: Severity.ERROR,
  title: 'A self-signed CA has an empty subject',
  explanation: 'The subject of a CA is what its certificates name as their issuer, and RFC 5280 demands that this is not empty. cert-manager issues such a CA with nothing but an event "BadConfig" (cert-manager#3634); OpenSSL, GnuTLS and Java then find no chain. A self-signed leaf without a subject, as many webhooks use it, is not reported: it is pinned, and no chain is built.',
  *check(inventory) {
    const certificates = inventory.view(issuance);
    for (const certificate of certificates.certificates) {
      if (certificate.isCA && certificates.isSelfSigned(certificate) && isSubjectEmpty(certificate.spec)) {
        yield {
          object: certificate.object,
          field: 'spec.commonName',
          message: `${described(certificate.object)}: a self-signed CA has neither commonName nor subject, so the certificates that it signs name no issuer`,
          fix: 'Set commonName, for example "prod.example.com root CA".',
        };
      }
    }
  },
};

function isSubjectEmpty(spec: Fields): boolean {
  const literal = textAt(spec, 'literalSubject');
  if (literal) {
    return parseDistinguishedName(literal).length === 0;
  }
  const subject = fieldsAt(spec, 'subject');
  return !textAt(spec, 'commonName') && !textAt(subject, 'serialNumber') && Object.keys(subject).every(field => textsAt(subject, field).length === 0);
}
