import { Duration } from 'cdk8s';
import { CertificateRotation, ChainRotation, completeRotation } from './certificate-rotation';

/**
 * Rotations of a whole chain that fit together, for `rotation` of an
 * `IssuerChain`. The slack of a tier is what is left of its certificate when the
 * last one that it signed ends.
 *
 * @see https://cert-manager.io/docs/usage/certificate/#renewal
 */
export class RotationPreset {
  /**
   * For production meshes: what a chain has if no rotation is given. A root for
   * ten years, which is replaced in its last one; nothing else needs a hand.
   *
   * | tier | lifetime | replaced before its end | slack |
   * | --- | --- | --- | --- |
   * | root | 3650 days | 365 days, by hand | 275 days |
   * | intermediate | 90 days | 30 days | 29 days |
   * | workload | 24 hours | 12 hours | |
   */
  public static productionMesh(): ChainRotation {
    return completeRotation(undefined);
  }

  /**
   * For small teams that look after the root by hand once a year: two yearly
   * appointments fall into the time in which it can be replaced, so that one may
   * be missed. Workloads get over a weekend on which nothing is issued.
   *
   * | tier | lifetime | replaced before its end | slack |
   * | --- | --- | --- | --- |
   * | root | 1825 days | 820 days, by hand | 730 days |
   * | intermediate | 90 days | 45 days | 38 days |
   * | workload | 7 days | 84 hours | |
   */
  public static smallTeamYearlyByHand(): ChainRotation {
    return presetOf({
      root: tier(Duration.days(1825), Duration.days(820)),
      intermediate: tier(Duration.days(90), Duration.days(45)),
      workload: tier(Duration.days(7), Duration.hours(84)),
    });
  }

  /**
   * For regulated environments: workload certificates of an hour, as NIST
   * SP 800-204A (SM-DR13) would have them short, and no CA key in use for longer
   * than the three years of NIST SP 800-57. The issuing of certificates must not be
   * down for half an hour.
   *
   * | tier | lifetime | replaced before its end | slack |
   * | --- | --- | --- | --- |
   * | root | 1095 days | 365 days, by hand | 335 days |
   * | intermediate | 30 days | 10 days | 239 hours |
   * | workload | 1 hour | 30 minutes | |
   *
   * @see https://csrc.nist.gov/pubs/sp/800/204/a/final
   * @see https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
   */
  public static regulatedShortLived(): ChainRotation {
    return presetOf({
      root: tier(Duration.days(1095), Duration.days(365)),
      intermediate: tier(Duration.days(30), Duration.days(10)),
      workload: tier(Duration.hours(1), Duration.minutes(30)),
    });
  }

  /**
   * For demos and test clusters that live for days: every tier is replaced within a
   * week, so that each renewal can be seen. A cluster that is forgotten stops by
   * itself when its root ends.
   *
   * | tier | lifetime | replaced before its end | slack |
   * | --- | --- | --- | --- |
   * | root | 7 days | 3 days, by hand | 2 days |
   * | intermediate | 24 hours | 8 hours | 7 hours |
   * | workload | 1 hour | 30 minutes | |
   */
  public static demoCluster(): ChainRotation {
    return presetOf({
      root: tier(Duration.days(7), Duration.days(3)),
      intermediate: tier(Duration.hours(24), Duration.hours(8)),
      workload: tier(Duration.hours(1), Duration.minutes(30)),
    });
  }

  private constructor() { }
}

/** Refused, as any rotation is, if a certificate could outlive its issuer. */
function presetOf(rotation: Required<ChainRotation>): ChainRotation {
  return completeRotation(undefined, rotation);
}

function tier(lifetime: Duration, renewBefore: Duration): CertificateRotation {
  return CertificateRotation.of({ lifetime, renewBefore });
}
