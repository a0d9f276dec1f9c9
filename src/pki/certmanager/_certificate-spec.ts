import { copy, requireText } from './_arguments';
import { secretKeySelector } from './_secret-key';
import { Keystores, Pkcs12Profile, SecretTemplate } from './certificate-output';
import { ConstrainedNames, NameConstraints } from './name-constraints';
import type { CertificateSpec } from '../../imports/cert-manager';

export function secretTemplateSpec({ labels, annotations }: SecretTemplate): CertificateSpec['secretTemplate'] {
  return { labels: labels && { ...labels }, annotations: annotations && { ...annotations } };
}

export function keystoresSpec({ jks, pkcs12 }: Keystores): CertificateSpec['keystores'] {
  requireText(undefined, 'Certificate', 'keystores.jks.alias', jks?.alias);
  return {
    jks: jks && { create: true, alias: jks.alias, passwordSecretRef: secretKeySelector('keystores.jks.password', jks.password) },
    pkcs12: pkcs12 && {
      create: true,
      profile: `${pkcs12.profile ?? Pkcs12Profile.MODERN_2023}`,
      passwordSecretRef: secretKeySelector('keystores.pkcs12.password', pkcs12.password),
    },
  };
}

export function nameConstraintsSpec({ permitted, excluded, critical = true }: NameConstraints): CertificateSpec['nameConstraints'] {
  return { critical, permitted: permitted && names(permitted), excluded: excluded && names(excluded) };
}

function names({ dnsDomains, ipRanges, emailAddresses, uriDomains }: ConstrainedNames): ConstrainedNamesSpec {
  return { dnsDomains: copy(dnsDomains), ipRanges: copy(ipRanges), emailAddresses: copy(emailAddresses), uriDomains: copy(uriDomains) };
}

type ConstrainedNamesSpec = NonNullable<NonNullable<CertificateSpec['nameConstraints']>['permitted']>;
