import { inWindows } from './renewal-windows';
import { renewBeforeOf } from '../certmanager/issuance';
import { Fields, hasField, listAt, textAt } from '../fields';

const SECOND = 1_000;

/** From when to when a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * When a certificate is replaced:
 *
 * - `automatic`: at some moment between two, which are one where nothing is left to chance
 * - `by-hand`: when somebody does it
 * - `unknown`: that cannot be computed
 */
export type Renewal = AutomaticRenewal | { readonly kind: 'by-hand' } | UnknownRenewal;

export interface AutomaticRenewal {
  readonly kind: 'automatic';
  readonly from: number;
  readonly to: number;
  /** What else there is to say about it. */
  readonly problem?: string;
}

export interface UnknownRenewal {
  readonly kind: 'unknown';
  readonly problem: string;
}

/**
 * When cert-manager renews a certificate that is really valid from and to these
 * moments, which may be less than its `spec` asks for.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.1/pkg/util/pki/renewaltime.go
 */
export function certManagerRenewal(spec: Fields, { notBefore, notAfter }: Validity): Renewal {
  const renewBefore = renewBeforeOf(spec, notAfter - notBefore);
  const desired = Math.floor((notAfter - Math.ceil(renewBefore / SECOND) * SECOND) / SECOND) * SECOND;
  if (!hasField(spec, 'renewal')) {
    return { kind: 'automatic', from: desired, to: desired };
  }
  const policy = textAt(spec, 'renewal', 'policy') ?? '';
  if (policy === 'Disabled') {
    return { kind: 'by-hand' };
  }
  if (policy !== 'RenewBefore') {
    return { kind: 'unknown', problem: `spec.renewal.policy ${JSON.stringify(policy)} is none that cert-manager knows` };
  }
  const windows = listAt(spec, 'renewal', 'windows');
  const windowed = windows.length === 0 ? { at: desired } : inWindows(windows, { notBefore, notAfter, desired });
  return 'at' in windowed
    ? { kind: 'automatic', from: windowed.at, to: windowed.at, ...windowed.problem === undefined ? {} : { problem: windowed.problem } }
    : { kind: 'unknown', problem: windowed.problem };
}
