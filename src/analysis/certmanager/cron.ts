import { parseGoDuration } from '../../core/go-duration';
import { isTimeZone } from '../time-zone';

/** The values that a field of a schedule may have. */
export interface Bounds {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** The five fields of a schedule, in their order. */
export const FIELDS: readonly Bounds[] = [
  { name: 'minute', least: 0, most: 59, words: [] },
  { name: 'hour', least: 0, most: 23, words: [] },
  { name: 'day of the month', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of the week', least: 0, most: 6, words: DAYS },
];
/** The short forms, and what they stand for. */
export const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'], ['@annually', '0 0 1 1 *'], ['@monthly', '0 0 1 * *'], ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'], ['@midnight', '0 0 * * *'], ['@hourly', '0 * * * *'],
]);

/** A part of a field: every so many values from one to another. */
export interface CronRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  /** Whether it is written as a wildcard, `*` or `?`. */
  readonly wildcard: boolean;
}

/**
 * What is wrong with a cron schedule, or `undefined`. As cert-manager reads it:
 * five fields, or one of the short forms (`@weekly`, `@every 12h`).
 */
export function cronProblem(schedule: string, timezone: string | undefined): string | undefined {
  let rest = schedule;
  const zone = /^(?:CRON_)?TZ=([^ ]*)( ?)/.exec(schedule);
  if (timezone) {
    // cert-manager puts the time zone in front, and then a second one is not understood.
    rest = schedule.trim();
  } else if (zone) {
    if (zone[2] === '') {
      return 'has a time zone and no schedule';
    }
    if (zone[1] !== '' && !isTimeZone(zone[1])) {
      return `has the unknown time zone "${zone[1]}"`;
    }
    rest = schedule.slice(zone[0].length).trim();
  }
  if (rest.startsWith('@')) {
    return descriptorProblem(rest);
  }
  const fields = rest.split(/\s+/).filter(field => field !== '');
  if (fields.length !== FIELDS.length) {
    return `is not a schedule: it has ${fields.length} field${fields.length === 1 ? '' : 's'} instead of ${FIELDS.length}`;
  }
  for (const [index, field] of fields.entries()) {
    for (const range of field.split(',').filter(part => part !== '')) {
      const problem = readRange(range, FIELDS[index]);
      if (typeof problem === 'string') {
        return `is not a schedule: its ${FIELDS[index].name} "${range}" ${problem}`;
      }
    }
  }
  return undefined;
}

function descriptorProblem(descriptor: string): string | undefined {
  if (DESCRIPTORS.has(descriptor)) {
    return undefined;
  }
  const every = /^@every (.*)$/s.exec(descriptor);
  return every && parseGoDuration(every[1]) !== undefined ? undefined : `is not a schedule: "${descriptor}" is not a known short form`;
}

/** A part of a field, or what is wrong with it. */
export function readRange(range: string, bounds: Bounds): CronRange | string {
  const [span, step, ...moreSteps] = range.split('/');
  const [low, high, ...moreEnds] = span.split('-');
  if (moreSteps.length > 0) {
    return 'has too many "/"';
  }
  const wildcard = low === '*' || low === '?';
  // What follows a wildcard's "-" is not looked at.
  const start = wildcard ? bounds.least : numberOf(low, bounds);
  if (!wildcard && moreEnds.length > 0) {
    return 'has too many "-"';
  }
  const end = wildcard || (high === undefined && step !== undefined) ? bounds.most : numberOf(high ?? low, bounds);
  if (start === undefined || end === undefined) {
    return 'is not a number';
  }
  if (start < bounds.least || end > bounds.most) {
    return `is not between ${bounds.least} and ${bounds.most}`;
  }
  if (start > end) {
    return 'ends before it begins';
  }
  return step === undefined || /^\+?0*[1-9]\d{0,8}$/.test(step) ? { start, end, step: Number(step ?? 1), wildcard } : 'has a step that is not a positive number';
}

function numberOf(text: string, bounds: Bounds): number | undefined {
  const word = bounds.words.indexOf(text.toLowerCase());
  if (word >= 0) {
    return word + bounds.least;
  }
  return /^[+]?\d{1,9}$/.test(text) || /^-0{1,9}$/.test(text) ? Math.abs(Number(text)) : undefined;
}
