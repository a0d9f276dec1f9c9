import { requireText } from './_arguments';
import { SecretKey } from './secret-key';

/** The reference as cert-manager writes it. */
export function secretKeySelector(call: string, ref: SecretKey): { name: string; key: string } {
  requireText(undefined, call, 'secretName', ref.secretName);
  requireText(undefined, call, 'key', ref.key);
  return { name: ref.secretName, key: ref.key };
}
