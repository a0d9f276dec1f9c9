import { AllowedAttributes, AllowedOid, AllowedSubject } from './allowed-attributes';
import { PolicyConstraints } from './policy-constraints';
import type { CertificateRequestPolicySpec } from '../../imports/approver-policy';
import { goDuration, requireText } from '../certmanager/_arguments';

type AllowedSpec = NonNullable<CertificateRequestPolicySpec['allowed']>;

export function allowedSpec(allowed: AllowedAttributes): AllowedSpec {
  return {
    commonName: allowed.commonName?._toSpec(),
    dnsNames: allowed.dnsNames?._toSpec(),
    ipAddresses: allowed.ipAddresses?._toSpec(),
    uris: allowed.uris?._toSpec(),
    emailAddresses: allowed.emailAddresses?._toSpec(),
    otherNames: allowed.otherNames?.map(byOid),
    subject: allowed.subject && subjectSpec(allowed.subject),
    isCA: allowed.isCa,
    usages: allowed.usages?.map(usage => `${usage}` as const),
  };
}

function subjectSpec(subject: AllowedSubject): AllowedSpec['subject'] {
  return {
    organizations: subject.organizations?._toSpec(),
    organizationalUnits: subject.organizationalUnits?._toSpec(),
    countries: subject.countries?._toSpec(),
    provinces: subject.provinces?._toSpec(),
    localities: subject.localities?._toSpec(),
    streetAddresses: subject.streetAddresses?._toSpec(),
    postalCodes: subject.postalCodes?._toSpec(),
    serialNumber: subject.serialNumber?._toSpec(),
    otherAttributes: subject.otherAttributes?.map(byOid),
  };
}

function byOid({ oid, allowed }: AllowedOid): NonNullable<AllowedSpec['otherNames']>[number] {
  requireText(undefined, 'AllowedOid', 'oid', oid);
  return { oid, ...allowed._toSpec() };
}

export function constraintsSpec({ minDuration, maxDuration, privateKey }: PolicyConstraints): CertificateRequestPolicySpec['constraints'] {
  return { minDuration: goDuration(minDuration), maxDuration: goDuration(maxDuration), privateKey: privateKey?._spec };
}
