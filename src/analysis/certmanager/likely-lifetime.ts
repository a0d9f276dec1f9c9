import { fieldAt, Fields, hasField, textAt } from '../fields';
import { SourcedManifest } from '../manifest';

const DAY = 86_400_000;

/** A lifetime that an issuer gives whatever is asked for, and why. */
export interface LikelyLifetime {
  readonly lifetime: number;
  readonly reason: string;
}

/** How long a certificate really lives if its issuer is one that gives less than is asked for; `undefined` if nothing says so. */
export function likelyLifetime(spec: Fields, issuer: SourcedManifest | undefined): LikelyLifetime | undefined {
  if (textAt(spec, 'issuerRef', 'group') === 'awspca.cert-manager.io') {
    return hasField(spec, 'duration') ? undefined : { lifetime: 30 * DAY, reason: 'AWS Private CA gives 30 days if no duration is asked for' };
  }
  if (issuer && hasField(issuer.manifest, 'spec', 'vault')) {
    // A mount that signs CAs has been tuned: 32 days are too short for any of them.
    return fieldAt(spec, 'isCA') === true ? undefined : { lifetime: 32 * DAY, reason: 'Vault gives at most 32 days unless its mount is tuned' };
  }
  const server = issuer && textAt(issuer.manifest, 'spec', 'acme', 'server');
  return server?.includes('letsencrypt.org') ? { lifetime: 90 * DAY, reason: 'Let\'s Encrypt gives at most 90 days' } : undefined;
}
