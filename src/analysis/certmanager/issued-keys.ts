import { fieldAt, Fields, listAt, textAt } from '../fields';

/** The keys that cert-manager can write into the Secret of a Certificate. `ca.crt` is only there if the issuer gives one. */
export function issuedKeys(spec: Fields): ReadonlySet<string> {
  const keys = new Set(['tls.crt', 'tls.key', 'ca.crt']);
  for (const format of listAt(spec, 'additionalOutputFormats')) {
    keys.add(textAt(format, 'type') === 'DER' ? 'key.der' : 'tls-combined.pem');
  }
  for (const [keystore, ending] of [['jks', 'jks'], ['pkcs12', 'p12']]) {
    if (fieldAt(spec, 'keystores', keystore, 'create') === true) {
      keys.add(`keystore.${ending}`);
      keys.add(`truststore.${ending}`);
    }
  }
  return keys;
}

/** Whether a key of a Certificate's Secret holds the private key. */
export function holdsPrivateKey(key: string): boolean {
  return ['tls.key', 'key.der', 'tls-combined.pem', 'keystore.jks', 'keystore.p12'].includes(key);
}
