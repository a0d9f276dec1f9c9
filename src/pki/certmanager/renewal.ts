import { Duration } from 'cdk8s';
import { goDuration, requireDuration, requireItems, requireText } from './_arguments';
import { usageError } from '../../core/usage-error';
import type { CertificateSpec } from '../../imports/cert-manager';

/** A recurring time in which certificates may be renewed. */
export interface RenewalWindow {
  /** When the window opens, as five fields of cron: `0 2 * * 6` is Saturday, 02:00. */
  readonly cron: string;

  /** How long the window stays open. */
  readonly duration: Duration;

  /**
   * The IANA time zone of the times, for example `Europe/Berlin`.
   *
   * @default "UTC"
   */
  readonly timezone?: string;
}

/** Options of a renewal. */
export interface RenewalOptions {
  /**
   * The times to which renewals are confined. Needs cert-manager 1.21 or newer.
   *
   * @default - any time
   */
  readonly windows?: RenewalWindow[];
}

/**
 * When a certificate is renewed.
 *
 * cert-manager counts from the lifetime that the issuer gave, which may be shorter
 * than the one asked for: then `beforePercentage` still means what it says.
 *
 * @see https://cert-manager.io/docs/usage/certificate/#reissuance-triggered-by-expiry-renewal
 */
export class Renewal {
  /**
   * A fixed time before the certificate expires. It counts back from the end: with
   * a lifetime of 365 days, `before(Duration.days(60))` renews on day 305.
   *
   * @throws if the time is zero or contains a part of a second
   */
  public static before(expiry: Duration, options: RenewalOptions = {}): Renewal {
    requireDuration(undefined, 'Renewal.before()', 'the time', expiry);
    const before = expiry.toMilliseconds();
    // cert-manager falls back to the default when the lifetime is shorter than that.
    return new Renewal({ renewBefore: goDuration(expiry) }, options, lifetime => before < lifetime ? before : lifetime / 3);
  }

  /**
   * When this much of the lifetime is left.
   *
   * @param percentage a whole number from 1 to 99
   * @throws if it is not
   */
  public static beforePercentage(percentage: number, options: RenewalOptions = {}): Renewal {
    if (!Number.isInteger(percentage) || percentage < 1 || percentage > 99) {
      throw usageError(undefined, `Renewal.beforePercentage(${percentage})`, 'cert-manager ignores a percentage that is not a whole number from 1 to 99', 'Say how much of the lifetime is left at the renewal, for example Renewal.beforePercentage(33).');
    }
    return new Renewal({ renewBeforePercentage: percentage }, options, lifetime => lifetime * percentage / 100);
  }

  /** When a third of the lifetime is left: what cert-manager does by default. */
  public static lastThird(options: RenewalOptions = {}): Renewal {
    return new Renewal({}, options, lifetime => lifetime / 3);
  }

  /**
   * Never: the certificate expires unless someone renews it. For roots, whose
   * successor must be trusted everywhere before it may sign. Needs cert-manager 1.21
   * or newer.
   */
  public static disabled(): Renewal {
    return new Renewal({ renewal: { policy: 'Disabled' } }, {}, () => undefined);
  }

  private constructor(
    private readonly spec: Pick<CertificateSpec, 'renewBefore' | 'renewBeforePercentage' | 'renewal'>,
    private readonly options: RenewalOptions,
    private readonly remaining: (lifetime: number) => number | undefined,
  ) {
    requireItems(undefined, 'Renewal', 'windows', options.windows);
    for (const window of options.windows ?? []) {
      requireText(undefined, 'Renewal', 'cron', window.cron);
      requireText(undefined, 'Renewal', 'timezone', window.timezone);
      requireDuration(undefined, 'Renewal', 'the duration of a window', window.duration);
    }
  }

  /**
   * How long before its expiry a certificate is renewed, windows aside; undefined
   * if it is never renewed.
   *
   * @param lifetime of the certificate as issued
   */
  public renewBefore(lifetime: Duration): Duration | undefined {
    const milliseconds = this.remaining(lifetime.toMilliseconds());
    return milliseconds === undefined ? undefined : wholeDuration(milliseconds);
  }

  /** @internal */
  public _toSpec(): Pick<CertificateSpec, 'renewBefore' | 'renewBeforePercentage' | 'renewal'> {
    const windows = this.options.windows?.map(({ cron, timezone, duration }) => ({ cron, timezone, windowDuration: goDuration(duration) }));
    return windows ? { ...this.spec, renewal: { policy: 'RenewBefore', windows } } : this.spec;
  }
}

/** In whole seconds, and in the largest unit that fits: cdk8s converts to larger units with an error of rounding. */
function wholeDuration(milliseconds: number): Duration {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds % 86_400 === 0) {
    return Duration.days(seconds / 86_400);
  }
  if (seconds % 3_600 === 0) {
    return Duration.hours(seconds / 3_600);
  }
  return seconds % 60 === 0 ? Duration.minutes(seconds / 60) : Duration.seconds(seconds);
}
