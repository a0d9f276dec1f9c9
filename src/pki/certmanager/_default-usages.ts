import { KeyUsage } from './key-usage';
import { PrivateKey, PrivateKeyAlgorithm } from './private-key';

/** The usages of a certificate for which none are given. */
export function defaultUsages(isCa: boolean, privateKey: PrivateKey): KeyUsage[] {
  if (isCa) {
    // Left to itself, cert-manager adds its leaf default (digital signature, key encipherment) to
    // "cert sign". RFC 5280 keeps the key of a CA to certificates and revocation lists; and an
    // extended usage on a CA constrains everything below it.
    return [KeyUsage.CERT_SIGN, KeyUsage.CRL_SIGN];
  }
  // In a mesh every workload is server and client, and cert-manager's default names neither.
  // Key encipherment exists for RSA only.
  const keyEncipherment = privateKey.algorithm === PrivateKeyAlgorithm.RSA ? [KeyUsage.KEY_ENCIPHERMENT] : [];
  return [KeyUsage.DIGITAL_SIGNATURE, ...keyEncipherment, KeyUsage.SERVER_AUTH, KeyUsage.CLIENT_AUTH];
}
