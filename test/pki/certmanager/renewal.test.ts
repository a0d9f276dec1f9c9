import { Duration } from 'cdk8s';
import { Renewal } from '../../../src/pki/certmanager';

test.each<[string, Renewal, object]>([
  ['a time before the expiry', Renewal.before(Duration.days(30)), { renewBefore: '720h0m0s' }],
  ['a percentage of the lifetime', Renewal.beforePercentage(33), { renewBeforePercentage: 33 }],
  ['the last third, which cert-manager renews in by itself', Renewal.lastThird(), {}],
  ['never', Renewal.disabled(), { renewal: { policy: 'Disabled' } }],
])('%s is written so that cert-manager does it', (_, renewal, spec) => {
  expect(renewal._toSpec()).toEqual(spec);
});

test('windows go with every way to renew', () => {
  const windows = [{ cron: '0 2 * * *', duration: Duration.minutes(90) }];
  const renewal = { policy: 'RenewBefore', windows: [{ cron: '0 2 * * *', windowDuration: '1h30m0s' }] };
  expect(Renewal.before(Duration.hours(8), { windows })._toSpec()).toEqual({ renewBefore: '8h0m0s', renewal });
  expect(Renewal.beforePercentage(40, { windows })._toSpec()).toEqual({ renewBeforePercentage: 40, renewal });
  expect(Renewal.lastThird({ windows })._toSpec()).toEqual({ renewal });
});

test('a time that is no shorter than the lifetime means the last third, as in cert-manager', () => {
  const renewal = Renewal.before(Duration.hours(24));
  expect(renewal.renewBefore(Duration.hours(25))?.toHours()).toBe(24);
  expect(renewal.renewBefore(Duration.hours(24))?.toHours()).toBe(8);
});

test('a percentage is one of the lifetime that the certificate has', () => {
  expect(Renewal.beforePercentage(10).renewBefore(Duration.hours(100))?.toHours()).toBe(10);
});

test('the time is in whole seconds, and converts to the units it is whole in', () => {
  expect(Renewal.lastThird().renewBefore(Duration.days(90))?.toHours()).toBe(720);
  expect(Renewal.lastThird().renewBefore(Duration.hours(1))?.toMinutes()).toBe(20);
  expect(Renewal.lastThird().renewBefore(Duration.seconds(3601))?.toSeconds()).toBe(1200);
});

test.each([0, 100, -1, 33.3, NaN])('%p percent is refused', percentage => {
  expect(() => Renewal.beforePercentage(percentage)).toThrow(`Renewal.beforePercentage(${percentage}): cert-manager ignores`);
});

test.each<[string, () => Renewal, string]>([
  ['no time', () => Renewal.before(Duration.hours(0)), 'Renewal.before(): the time is 0 milliseconds'],
  ['no windows', () => Renewal.lastThird({ windows: [] }), 'windows is an empty list'],
  ['a window that does not stay open', () => Renewal.lastThird({ windows: [{ cron: '* * * * *', duration: Duration.millis(0) }] }), 'the duration of a window is 0 milliseconds'],
  ['a window that does not open', () => Renewal.lastThird({ windows: [{ cron: '', duration: Duration.hours(1) }] }), 'cron "" is empty'],
  ['an empty time zone', () => Renewal.lastThird({ windows: [{ cron: '* * * * *', duration: Duration.hours(1), timezone: '' }] }), 'timezone "" is empty'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
