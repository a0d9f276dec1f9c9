import { usageError } from '../core/usage-error';

/** Refuses to cut connections for no reason. */
export function requireReason(call: string, reason: string): void {
  if (reason.trim() === '') {
    throw usageError(undefined, call, 'no reason is given, and the step breaks something', 'Say what has happened, for example reason: "the key was in a backup that left the company"; if nothing has, replace it in phases.');
  }
}
