import fc from 'fast-check';
import { leftAtLastSignature, lifetimeFits, lifetimeSlack } from '../../../src/core/change/lifetime-fit';

const DAY = 86_400_000;

test('a CA that is renewed has its renewBefore left when it signs for the last time, and any other all that it had', () => {
  expect(leftAtLastSignature({ lifetime: 90 * DAY, renewBefore: 30 * DAY })).toBe(30 * DAY);
  expect(leftAtLastSignature({ lifetime: 90 * DAY })).toBe(90 * DAY);
});

test('what lives exactly as long as is left fits, and a millisecond more does not', () => {
  const signer = { lifetime: 90 * DAY, renewBefore: 30 * DAY };
  expect([lifetimeFits(30 * DAY, signer), lifetimeSlack(30 * DAY, signer)]).toEqual([true, 0]);
  expect([lifetimeFits(30 * DAY + 1, signer), lifetimeSlack(30 * DAY + 1, signer)]).toEqual([false, -1]);
});

test('what fits ends before its CA whenever it is signed, and what does not fit can outlive it', () => {
  const times = fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000)).filter(([lifetime, renewBefore]) => renewBefore <= lifetime);
  fc.assert(fc.property(times, ([lifetime, renewBefore, child]) => {
    // A CA signs from 0 until it is renewed.
    const signings = Array.from({ length: lifetime - renewBefore + 1 }, (_, moment) => moment);
    expect(lifetimeFits(child, { lifetime, renewBefore })).toBe(signings.every(moment => moment + child <= lifetime));
  }));
});
