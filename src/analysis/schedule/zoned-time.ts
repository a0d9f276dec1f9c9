const MINUTE = 60_000;
/** Zones change their offset at these moments alone. */
const STEP = 15 * MINUTE;

/** Reading an offset is slow, and the same ones are asked for again and again. There are no more zones than have a name. */
const ZONES = new Map<string, ZonedTime>();

/** A date and time of day as a clock on the wall shows it. The month counts from 0, as in `Date`. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
}

/** What clocks show in a time zone. Moments are milliseconds since 1970, in UTC. */
export class ZonedTime {
  /** @param zone an IANA name; nothing is UTC, and so are the names that a controller's container has no zone for */
  public static in(zone: string | undefined): ZonedTime {
    const name = zone && !['Local', 'Factory'].includes(zone) ? zone : 'UTC';
    const known = ZONES.get(name) ?? new ZonedTime(name);
    ZONES.set(name, known);
    return known;
  }

  private readonly format?: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();

  private constructor(zone: string) {
    if (zone !== 'UTC') {
      this.format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
      });
    }
  }

  /** What a clock shows at a moment. */
  public at(moment: number): WallClock {
    const shown = new Date(moment + this.offsetAt(moment));
    return {
      year: shown.getUTCFullYear(),
      month: shown.getUTCMonth(),
      day: shown.getUTCDate(),
      hour: shown.getUTCHours(),
      minute: shown.getUTCMinutes(),
      weekday: shown.getUTCDay(),
    };
  }

  /** The moment at which a clock shows a time; where it shows that twice or never, the one that Go's `time.Date` takes. */
  public moment(year: number, month: number, day: number, rest: number): number {
    const shown = Date.UTC(year, month, day) + rest;
    return shown - this.offsetAt(shown - this.offsetAt(shown));
  }

  private offsetAt(moment: number): number {
    if (!this.format) {
      return 0;
    }
    const step = Math.floor(moment / STEP);
    let offset = this.offsets.get(step);
    if (offset === undefined) {
      offset = readOffset(this.format, step * STEP);
      this.offsets.set(step, offset);
    }
    return offset;
  }
}

function readOffset(format: Intl.DateTimeFormat, moment: number): number {
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - moment;
}
