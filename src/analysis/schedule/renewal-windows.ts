import { CronSchedule, NEVER } from './cron-schedule';
import { durationAt } from '../certmanager/durations';
import { textAt } from '../fields';

const SECOND = 1_000;

/** The life of a certificate, and when it would be renewed if it might be at any time. */
export interface DesiredRenewal {
  readonly notBefore: number;
  readonly notAfter: number;
  readonly desired: number;
}

/** A time when a certificate is renewed, and what is said about it; or why there is none. */
export type Windowed = { readonly at: number; readonly problem?: string } | { readonly problem: string };

/**
 * When a certificate is renewed that may be in windows alone: at the desired time
 * if a window is open then, else when the next one opens.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.1/pkg/util/pki/renewaltime.go
 */
export function inWindows(windows: readonly unknown[], life: DesiredRenewal): Windowed {
  let before: number | undefined;
  let after: number | undefined;
  for (const [index, window] of windows.entries()) {
    const field = `spec.renewal.windows[${index}]`;
    const schedule = CronSchedule.read(textAt(window, 'cron') ?? '', textAt(window, 'timezone'));
    if (typeof schedule === 'string') {
      return { problem: `${field}.cron ${schedule}` };
    }
    const length = durationAt(window, 'windowDuration');
    if (length === undefined || length <= 0) {
      return { problem: `${field}.windowDuration is no time` };
    }
    const bounds = { least: life.notBefore - length, most: life.notAfter + length };
    before = life.desired < bounds.least ? undefined : before ?? openAlready(schedule, life.desired, length, bounds);
    after = opensLater(schedule, life.desired, bounds, after);
  }
  const at = before ?? after;
  return at === undefined ? { at: life.desired, problem: 'no window opens during the life of the certificate: cert-manager does not call it ready' } : { at };
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * The desired time, if a window is open then or ends just then. cert-manager searches
 * for the last opening before it; that there is one so late is all that matters.
 */
function openAlready(schedule: CronSchedule, desired: number, length: number, { least, most }: Bounds): number | undefined {
  const earliest = Math.ceil(Math.max(least, desired - length) / SECOND) * SECOND;
  const opened = schedule.next(earliest - SECOND);
  return opened !== NEVER && opened <= Math.min(desired, most) ? desired : undefined;
}

/**
 * When a window opens after the desired time, or another one before it. A window
 * that does not open in the life of the certificate undoes those before it in the
 * list: in cert-manager too.
 */
function opensLater(schedule: CronSchedule, desired: number, { least, most }: Bounds, earliest: number | undefined): number | undefined {
  const opens = schedule.next(Math.max(desired, least) - SECOND);
  if (opens > most) {
    return undefined;
  }
  return opens === NEVER || opens < desired ? earliest : Math.min(opens, earliest ?? opens);
}
