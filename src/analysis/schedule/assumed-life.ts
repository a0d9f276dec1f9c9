import { certManagerRenewal } from './renewal-time';
import { Life } from './scheduled-certificate';
import { describeDuration } from '../../core/go-duration';
import { durationOf } from '../certmanager/issuance';
import { likelyLifetime } from '../certmanager/likely-lifetime';
import { Fields, fieldAt, hasField, textAt } from '../fields';
import { IssuerNode } from '../trust/trust-graph';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The dates of a certificate if it is issued now, and what to know about them. */
export interface AssumedLife {
  readonly life?: Life;
  readonly notes: readonly string[];
}

/** What becomes of a certificate that is requested from an issuer now. */
export function assumedLife(spec: Fields, issuer: IssuerNode | undefined, now: number): AssumedLife {
  const asked = durationOf(spec);
  if (asked === undefined) {
    return { notes: [`duration ${JSON.stringify(fieldAt(spec, 'duration'))} is not a duration`] };
  }
  const likely = likelyLifetime(spec, issuer?.object);
  const isLess = likely !== undefined && (likely.lifetime < asked || !hasField(spec, 'duration'));
  const lifetime = isLess ? likely.lifetime : asked;
  // What is written into a certificate are whole seconds.
  const [issued, expires] = [now, now + lifetime].map(moment => Math.floor(moment / SECOND) * SECOND);
  const renewal = certManagerRenewal(spec, { notBefore: issued - backdatedBy(spec, issuer), notAfter: expires });
  return {
    life: { basis: 'assumed', issued, expires, renewal },
    notes: isLess && likely.lifetime < asked ? [`${likely.reason}; ${describeDuration(asked)} are asked for`] : [],
  };
}

/** By how much an issuer puts the beginning of a certificate before its making, so that clocks may differ. */
function backdatedBy(spec: Fields, issuer: IssuerNode | undefined): number {
  if (textAt(spec, 'issuerRef', 'group') === 'awspca.cert-manager.io') {
    return 15 * MINUTE;
  }
  return issuer?.type === 'vault' ? 30 * SECOND : 0;
}
