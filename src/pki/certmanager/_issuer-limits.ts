import { IConstruct } from 'constructs';
import { requireDuration } from './_arguments';
import { IssuerLimits } from './issuer-reference';
import { usageError } from '../../core/usage-error';

/** Refuses limits that limit nothing. */
export function requireLimits(where: IConstruct | undefined, call: string, limits: IssuerLimits | undefined): void {
  requireDuration(where, call, 'limits.maxDuration', limits?.maxDuration);
  const pathLength = limits?.caPathLength;
  if (pathLength !== undefined && !(Number.isInteger(pathLength) && pathLength >= 0)) {
    throw usageError(where, call, `limits.caPathLength ${pathLength} is no number of certificate authorities`, 'Give a whole number, 0 or more.');
  }
}
