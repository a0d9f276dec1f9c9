import { CronSchedule, NEVER } from './cron-schedule';
import { durationAt } from '../certmanager/durations';
import { textAt } from '../fields';

const SECOND = 1_000;
/** In nanoseconds, in which cert-manager reckons: what it halves comes out the same. */
const MILLISECOND = 1_000_000n;

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

/** The desired time, if a window is open then or ends just then. */
function openAlready(schedule: CronSchedule, desired: number, length: number, { least, most }: Bounds): number | undefined {
  const opened = lastOpening(schedule, least, Math.min(desired, most));
  return opened !== undefined && opened + length >= desired ? desired : undefined;
}

/**
 * The last opening between two moments, as cert-manager finds it. Its search takes for granted that who looks later finds
 * nothing earlier, which is not so on the day on which clocks are put back by half an hour: it then misses some.
 */
function lastOpening(schedule: CronSchedule, from: number, to: number): number | undefined {
  if (from >= to || schedule.next(from - SECOND) > to) {
    return undefined;
  }
  const next = (nanoseconds: bigint): number => schedule.next(Number(nanoseconds / MILLISECOND));
  let [low, high] = [from, to].map(moment => BigInt(Math.floor(moment)) * MILLISECOND);
  while (high - low > 1_000n * MILLISECOND) {
    const middle = low + (high - low) / 2n;
    if (next(middle) > to) {
      high = middle;
    } else {
      low = middle;
    }
  }
  const last = next(low - 1_000n * MILLISECOND);
  return last > to ? undefined : last;
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
