import { ZonedTime } from './zoned-time';
import { Bounds, cronProblem, DESCRIPTORS, FIELDS, readRange } from '../certmanager/cron';
import { isTimeZone } from '../time-zone';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Go's zero time, 1 January of the year 1: what cert-manager takes for the next time of a schedule that has none. */
export const NEVER = Date.UTC(2001, 0, 1) - 2000 * 365.2425 * 24 * HOUR;
/** Where no time is found in so many years, there is none. */
const YEARS = 5;

/** The values of a field that match, and whether it was left open. */
interface Field {
  readonly values: ReadonlySet<number>;
  readonly open: boolean;
}

/**
 * The times of a cron schedule in a time zone, found in the same steps as
 * cert-manager finds them, so that days on which clocks are put forward or back
 * come out the same.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.1/internal/cron/spec.go
 */
export class CronSchedule {
  /** The schedule, or why cert-manager cannot follow it. */
  public static read(schedule: string, timezone: string | undefined): CronSchedule | string {
    if (timezone && !isTimeZone(timezone)) {
      return `is in the unknown time zone ${JSON.stringify(timezone)}`;
    }
    // cert-manager renews with a time zone in front of the schedule even where none is given, and then a second one is not understood.
    const problem = cronProblem(schedule, timezone || 'UTC');
    if (problem !== undefined) {
      return problem;
    }
    const text = schedule.trim();
    if (text.startsWith('@every')) {
      return 'has no fixed times';
    }
    const fields = (DESCRIPTORS.get(text) ?? text).split(/\s+/).map((field, index) => readField(field, FIELDS[index]));
    return new CronSchedule(fields, ZonedTime.in(timezone));
  }

  private constructor(private readonly fields: readonly Field[], private readonly zone: ZonedTime) {}

  /** The next time after a moment; `NEVER` if there is none. */
  public next(after: number): number {
    const [minutes, hours, , months] = this.fields.map(({ values }) => values);
    const { zone } = this;
    let moment = Math.floor(after / SECOND) * SECOND + SECOND;
    const lastYear = zone.at(moment).year + YEARS;
    let moved = false;
    /** Puts the moment to the start of something, unless it has been already. */
    const start = (to: () => number): void => {
      moment = moved ? moment : to();
      moved = true;
    };

    wrapped: while (zone.at(moment).year <= lastYear) {
      while (!months.has(zone.at(moment).month + 1)) {
        start(() => this.dayOf(moment, { day: 1 }));
        moment = this.later(moment, { months: 1 });
        if (zone.at(moment).month === 0) {
          continue wrapped;
        }
      }
      while (!this.isDay(moment)) {
        start(() => this.dayOf(moment, {}));
        moment = this.later(moment, { days: 1 });
        // Where midnight does not exist on a day, its clock shows another hour.
        const { hour } = zone.at(moment);
        moment += hour === 0 ? 0 : hour > 12 ? (24 - hour) * HOUR : -hour * HOUR;
        if (zone.at(moment).day === 1) {
          continue wrapped;
        }
      }
      while (!hours.has(zone.at(moment).hour)) {
        start(() => this.dayOf(moment, { hour: zone.at(moment).hour }));
        moment += HOUR;
        if (zone.at(moment).hour === 0) {
          continue wrapped;
        }
      }
      while (!minutes.has(zone.at(moment).minute)) {
        start(() => Math.floor(moment / MINUTE) * MINUTE);
        moment += MINUTE;
        if (zone.at(moment).minute === 0) {
          continue wrapped;
        }
      }
      if (moment % MINUTE === 0) {
        return moment;
      }
      start(() => moment);
      moment = Math.ceil(moment / MINUTE) * MINUTE;
    }
    return NEVER;
  }

  /** Both fields of days must match if one of them is left open, and either of them if none is. */
  private isDay(moment: number): boolean {
    const [, , days, , weekdays] = this.fields;
    const { day, weekday } = this.zone.at(moment);
    const [dayFits, weekdayFits] = [days.values.has(day), weekdays.values.has(weekday)];
    return days.open || weekdays.open ? dayFits && weekdayFits : dayFits || weekdayFits;
  }

  private dayOf(moment: number, change: { readonly day?: number; readonly hour?: number }): number {
    const { year, month, day } = this.zone.at(moment);
    return this.zone.moment(year, month, change.day ?? day, (change.hour ?? 0) * HOUR);
  }

  private later(moment: number, by: { readonly months?: number; readonly days?: number }): number {
    const { year, month, day, hour, minute } = this.zone.at(moment);
    return this.zone.moment(year, month + (by.months ?? 0), day + (by.days ?? 0), hour * HOUR + minute * MINUTE + moment % MINUTE);
  }
}

function readField(field: string, bounds: Bounds): Field {
  const values = new Set<number>();
  let open = false;
  for (const part of field.split(',').filter(text => text !== '')) {
    const range = readRange(part, bounds);
    if (typeof range !== 'string') {
      for (let value = range.start; value <= range.end; value += range.step) {
        values.add(value);
      }
      open ||= range.wildcard && range.step === 1;
    }
  }
  return { values, open };
}
