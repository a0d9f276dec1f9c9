import { Duration } from 'cdk8s';
import fc from 'fast-check';
import { chainOf, objectIn, objectsOf } from './_chain';
import { CertificateRotation, ChainRotation } from '../../src/pki';

/** Lifetime and renew-before, in minutes. */
type Tier = [number, number];

const rotation = (lifetime: Duration, renewBefore: Duration) => CertificateRotation.of({ lifetime, renewBefore });

describe('of one tier', () => {
  test.each<[string, Duration, Duration, string]>([
    ['a life of less than an hour', Duration.minutes(59), Duration.minutes(20),
      'CertificateRotation.of({ lifetime: 59 minutes, renewBefore: 20 minutes }): cert-manager issues nothing that lives less than 1 hour. Set lifetime to Duration.hours(1) or more.'],
    ['a renewal in the last five minutes', Duration.hours(1), Duration.minutes(4),
      'CertificateRotation.of({ lifetime: 1 hour, renewBefore: 4 minutes }): cert-manager renews no later than 5 minutes before the end. Set renewBefore to Duration.minutes(5) or more.'],
    ['a renewal at the issuance', Duration.hours(24), Duration.hours(24),
      'CertificateRotation.of({ lifetime: 24 hours, renewBefore: 24 hours }): a certificate would be due for renewal before it is issued. Set renewBefore to less than lifetime; a third of it is usual.'],
    ['a renewal before the issuance', Duration.hours(24), Duration.days(30),
      'CertificateRotation.of({ lifetime: 24 hours, renewBefore: 30 days }): a certificate would be due for renewal before it is issued. Set renewBefore to less than lifetime; a third of it is usual.'],
    ['a renewal almost at the issuance', Duration.hours(1), Duration.minutes(55),
      'CertificateRotation.of({ lifetime: 1 hour, renewBefore: 55 minutes }): a certificate would be renewed almost as soon as it is issued, over and over. Set renewBefore to at most nine tenths of lifetime; a third of it is usual.'],
  ])('%s is refused', (_, lifetime, renewBefore, message) => {
    expect(() => rotation(lifetime, renewBefore)).toThrow(new Error(message));
  });

  test('the shortest that cert-manager does is accepted', () => {
    const shortest = rotation(Duration.hours(1), Duration.minutes(5));
    expect([shortest.lifetime.toHours(), shortest.renewBefore.toMinutes()]).toEqual([1, 5]);
  });

  test('nine tenths of a lifetime are the longest overlap, to the millisecond', () => {
    fc.assert(fc.property(fc.integer({ min: 360_000, max: 31_536_000_000 }), tenth => {
      const [lifetime, most] = [Duration.millis(10 * tenth), Duration.millis(9 * tenth)];
      expect(rotation(lifetime, most).renewBefore).toBe(most);
      expect(() => rotation(lifetime, Duration.millis(9 * tenth + 1))).toThrow('renewed almost as soon as it is issued');
    }));
  });
});

describe('of a chain', () => {
  test('by default a workload has its certificate for a day, an intermediate for 90 and a root for ten years', () => {
    const { root, intermediate, workload } = chainOf()._rotation;
    expect([root, intermediate, workload].map(({ lifetime, renewBefore }) => [lifetime.toHours(), renewBefore.toHours()]))
      .toEqual([[87_600, 8_760], [2_160, 720], [24, 12]]);
  });

  test('a chosen rotation is what is asked for, and the other tiers keep theirs', () => {
    const chain = chainOf({ rotation: { intermediate: rotation(Duration.days(45), Duration.days(15)) } });
    chain.addIntermediate('mesh');
    const objects = objectsOf(chain);
    expect(objectIn(objects, 'Certificate', 'ca-mesh').spec).toMatchObject({ duration: '1080h0m0s', renewBefore: '360h0m0s' });
    expect(objectIn(objects, 'Certificate', 'ca-root-a').spec.duration).toBe('87600h0m0s');
  });

  test.each<[string, ChainRotation, string]>([
    ['a workload certificate that outlives its intermediate', { workload: rotation(Duration.days(60), Duration.days(20)) },
      "[p/ca] rotation.workload.lifetime: 60 days is more than rotation.intermediate.renewBefore, 30 days: what is issued just before the intermediate is replaced would outlive it. Shorten the workload's lifetime, or raise the intermediate's renewBefore."],
    ['a workload certificate against an intermediate with a short overlap', { intermediate: rotation(Duration.days(90), Duration.hours(12)) },
      "[p/ca] rotation.workload.lifetime: 24 hours is more than rotation.intermediate.renewBefore, 12 hours: what is issued just before the intermediate is replaced would outlive it. Shorten the workload's lifetime, or raise the intermediate's renewBefore."],
    ['an intermediate that outlives its root', { root: rotation(Duration.days(365), Duration.days(60)) },
      "[p/ca] rotation.intermediate.lifetime: 90 days is more than rotation.root.renewBefore, 60 days: what is issued just before the root is replaced would outlive it. Shorten the intermediate's lifetime, or raise the root's renewBefore."],
  ])('%s is refused with both figures', (_, refused, message) => {
    expect(() => chainOf({ rotation: refused })).toThrow(new Error(message));
  });

  test('exactly those rotations are accepted in which no certificate outlives its issuer, and the checks of the app agree', () => {
    const tier = fc.tuple(fc.integer({ min: 60, max: 5_000 }), fc.integer({ min: 5, max: 4_999 }))
      .filter(([lifetime, renewBefore]) => 10 * renewBefore <= 9 * lifetime);
    const limits: [Tier, Tier, Tier][] = [[[600, 120], [120, 60], [60, 5]], [[600, 119], [120, 60], [60, 5]], [[600, 120], [120, 59], [60, 5]]];
    const seen = { accepted: 0, refused: 0 };
    fc.assert(fc.property(tier, tier, tier, (root, intermediate, workload) => {
      const [r, i, w] = [root, intermediate, workload]
        .map(([lifetime, renewBefore]) => rotation(Duration.minutes(lifetime), Duration.minutes(renewBefore)));
      const make = () => chainOf({ rotation: { root: r, intermediate: i, workload: w } });
      if (workload[0] <= intermediate[1] && intermediate[0] <= root[1]) {
        seen.accepted++;
        const chain = make();
        chain.addIntermediate('mesh');
        expect(() => objectsOf(chain)).not.toThrow();
      } else {
        seen.refused++;
        expect(make).toThrow('would outlive it');
      }
    }), { numRuns: 400, examples: limits });
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(0);
  });
});
