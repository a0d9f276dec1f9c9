import * as fc from 'fast-check';
import { Enforcement, EnforcementMode } from '../../src';
import { calendarDateProblem, isPast } from '../../src/core/calendar-date';
import { currentTime } from '../../src/core/clock';
import { describeDuration, formatGoDuration, parseGoDuration } from '../../src/core/go-duration';
import { temporaryExceptionProblem } from '../../src/core/temporary-exception';

const HOUR = 3_600_000;

describe('a duration of Go', () => {
  test('reads back as it was written, down to the second', () => {
    fc.assert(fc.property(fc.nat(2 ** 31 - 1), seconds => parseGoDuration(formatGoDuration(seconds * 1000)) === seconds * 1000));
  });

  test('is written as Go prints it', () => {
    expect([0, 59_000, 60_000, HOUR, 2160 * HOUR + 61_000].map(formatGoDuration)).toEqual(['0s', '59s', '1m0s', '1h0m0s', '2160h1m1s']);
  });

  test.each<[string, number | undefined]>([
    ['0', 0], ['1.5h', 1.5 * HOUR], ['.5h', HOUR / 2], ['1.h', HOUR], ['1h30m', 1.5 * HOUR], ['-1h', -HOUR], ['+1h', HOUR], ['1000us', 1], ['1000µs', 1], ['2ms', 2], ['1000000ns', 1],
    ['90d', undefined], ['1', undefined], ['', undefined], ['h', undefined], ['.h', undefined], ['1 h', undefined], ['1h-1m', undefined], ['1H', undefined],
    ['2562047h', 2562047 * HOUR], ['2562048h', undefined], ['-2562048h', undefined],
  ])('%j is %s', (text, milliseconds) => {
    expect(parseGoDuration(text)).toBe(milliseconds);
  });

  test('that is very long and no duration is refused without trying all ways to read it', () => {
    // To do so would take hours.
    expect(parseGoDuration('1'.repeat(10_000_000))).toBeUndefined();
  });

  test.each([
    [90 * 24 * HOUR, '90 days'], [24 * HOUR, '24 hours'], [48 * HOUR, '2 days'], [36 * HOUR, '36 hours'], [HOUR, '1 hour'], [HOUR / 2, '30 minutes'], [60_000, '1 minute'],
    [1_000, '1 second'], [90_000, '90 seconds'], [25.5 * 24 * HOUR, '25.5 days'],
  ])('of %i ms is for a person %s', (milliseconds, words) => {
    expect(describeDuration(milliseconds)).toBe(words);
  });
});

describe('a day', () => {
  test('is every day of the calendar', () => {
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), date => calendarDateProblem(date.toISOString().slice(0, 10)) === undefined));
  });

  test.each([
    ['2027-02-29', 'is not a day of the calendar'], ['2027-13-01', 'is not a day of the calendar'], ['2027-00-10', 'is not a day of the calendar'], ['2027-04-31', 'is not a day of the calendar'],
    ['31.12.2027', 'is not a date in the form YYYY-MM-DD'], ['2027-1-1', 'is not a date in the form YYYY-MM-DD'], ['2027-01-01T00:00:00Z', 'is not a date in the form YYYY-MM-DD'], ['never', 'is not a date in the form YYYY-MM-DD'],
  ])('is not %s, which %s', (text, problem) => {
    expect(calendarDateProblem(text)).toBe(problem);
  });

  test('is past when its last moment is', () => {
    expect(['2027-03-31T23:59:59.999Z', '2027-04-01T00:00:00.000Z'].map(now => isPast('2027-03-31', new Date(now)))).toEqual([false, true]);
  });
});

describe('the clock', () => {
  test('prefers the time that is given, then that of the source, then the time of day', () => {
    expect(currentTime(new Date(1), { SOURCE_DATE_EPOCH: '2' })).toEqual(new Date(1));
    expect(currentTime(undefined, { SOURCE_DATE_EPOCH: '2' })).toEqual(new Date(2000));
    const before = Date.now();
    for (const environment of [{}, { SOURCE_DATE_EPOCH: '' }]) {
      expect(currentTime(undefined, environment).getTime()).toBeGreaterThanOrEqual(before);
    }
  });

  test.each(['yesterday', '-1', '1.5', '1e9', '1'.repeat(13)])('refuses %s as the time of the source', text => {
    expect(() => currentTime(undefined, { SOURCE_DATE_EPOCH: text })).toThrow(
      `SOURCE_DATE_EPOCH="${text}" is not a number of seconds since 1970. Set it to a whole number, for example $(git log -1 --format=%ct), or unset it.`);
  });
});

describe('a temporary exception', () => {
  test.each([
    [{}, 'no reason'], [{ reason: ' \t', until: '2027-01-01' }, 'no reason'], [{ reason: 'migration' }, 'no end date'], [{ reason: 'migration', until: '' }, 'no end date'],
    [{ reason: 'migration', until: '2027-02-30' }, 'until "2027-02-30" is not a day of the calendar'],
  ])('%j has a problem: %s', (exception, problem) => {
    expect(temporaryExceptionProblem(exception)?.problem).toBe(problem);
  });

  test('with a reason and an end makes enforcement permissive, and nothing else does', () => {
    const exception = { reason: 'migration', until: '2027-01-31' };
    expect(temporaryExceptionProblem(exception)).toBeUndefined();
    expect(Enforcement.permissive(exception)).toMatchObject({ mode: EnforcementMode.PERMISSIVE, exception });
    expect(Enforcement.strict()).toMatchObject({ mode: EnforcementMode.STRICT, exception: undefined });
    expect(() => Enforcement.permissive({ reason: 'migration', until: 'never' })).toThrow(
      'Enforcement.permissive(): until "never" is not a date in the form YYYY-MM-DD. Write it as YYYY-MM-DD, for example until: "2027-03-31".');
  });
});
