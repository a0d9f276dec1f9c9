import { Fields, textsAt } from '../fields';

const EXTENDED = new Set([
  'any', 'server auth', 'client auth', 'code signing', 'email protection', 's/mime', 'ipsec end system', 'ipsec tunnel', 'ipsec user',
  'timestamping', 'ocsp signing', 'microsoft sgc', 'netscape sgc',
]);

/** The extended key usages of a certificate. Without any, as by default, the certificate does not say what it is for. */
export function extendedUsages(spec: Fields): string[] {
  return textsAt(spec, 'usages').filter(usage => EXTENDED.has(usage));
}
