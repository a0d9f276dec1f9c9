/**
 * What a certificate's key may be used for: the key usages and the extended key
 * usages, in cert-manager's words.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3
 */
export enum KeyUsage {
  /** The same as `DIGITAL_SIGNATURE`. */
  SIGNING = 'signing',
  /** Signs anything but certificates and revocation lists: TLS handshakes above all. */
  DIGITAL_SIGNATURE = 'digital signature',
  /** Signs so that the signer cannot deny it (non-repudiation). */
  CONTENT_COMMITMENT = 'content commitment',
  /** Encrypts keys: TLS 1.2 with RSA key exchange. */
  KEY_ENCIPHERMENT = 'key encipherment',
  /** Agrees on keys: static Diffie-Hellman. */
  KEY_AGREEMENT = 'key agreement',
  /** Encrypts data directly. */
  DATA_ENCIPHERMENT = 'data encipherment',
  /** Signs certificates. */
  CERT_SIGN = 'cert sign',
  /** Signs revocation lists. */
  CRL_SIGN = 'crl sign',
  /** With `KEY_AGREEMENT`: to encrypt only. */
  ENCIPHER_ONLY = 'encipher only',
  /** With `KEY_AGREEMENT`: to decrypt only. */
  DECIPHER_ONLY = 'decipher only',
  /** Any extended usage. */
  ANY = 'any',
  /** A TLS server. */
  SERVER_AUTH = 'server auth',
  /** A TLS client. */
  CLIENT_AUTH = 'client auth',
  /** Signs code. */
  CODE_SIGNING = 'code signing',
  /** Signs and encrypts e-mail. */
  EMAIL_PROTECTION = 'email protection',
  /** The same as `EMAIL_PROTECTION`. */
  S_MIME = 's/mime',
  /** An IPsec end system. */
  IPSEC_END_SYSTEM = 'ipsec end system',
  /** An IPsec tunnel. */
  IPSEC_TUNNEL = 'ipsec tunnel',
  /** An IPsec user. */
  IPSEC_USER = 'ipsec user',
  /** Signs time stamps. */
  TIMESTAMPING = 'timestamping',
  /** Signs OCSP responses. */
  OCSP_SIGNING = 'ocsp signing',
  /** Microsoft's Server Gated Cryptography. */
  MICROSOFT_SGC = 'microsoft sgc',
  /** Netscape's Server Gated Cryptography. */
  NETSCAPE_SGC = 'netscape sgc',
}
