import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { lifetimeFits } from '../core/change/lifetime-fit';
import { describeDuration } from '../core/go-duration';
import { usageError } from '../core/usage-error';

/** How long a certificate of a tier lives, and how early it is replaced. */
export interface CertificateRotationOptions {
  /** How long a certificate is valid. At least one hour: cert-manager issues nothing shorter. */
  readonly lifetime: Duration;

  /**
   * How long before its end a certificate is replaced. What a certificate of
   * this tier signs must not live longer than this, or it outlives its issuer.
   */
  readonly renewBefore: Duration;
}

/** How the certificates of one tier of an issuer chain are replaced. */
export class CertificateRotation {
  /**
   * A rotation by lifetime and overlap.
   *
   * @throws if cert-manager would refuse or could not keep it
   */
  public static of(options: CertificateRotationOptions): CertificateRotation {
    const lifetime = options.lifetime.toMilliseconds();
    const renewBefore = options.renewBefore.toMilliseconds();
    const call = `CertificateRotation.of({ lifetime: ${describeDuration(lifetime)}, renewBefore: ${describeDuration(renewBefore)} })`;
    if (lifetime < HOUR) {
      throw usageError(undefined, call, 'cert-manager issues nothing that lives less than 1 hour', 'Set lifetime to Duration.hours(1) or more.');
    }
    if (renewBefore < 5 * MINUTE) {
      throw usageError(undefined, call, 'cert-manager renews no later than 5 minutes before the end', 'Set renewBefore to Duration.minutes(5) or more.');
    }
    if (renewBefore >= lifetime) {
      throw usageError(undefined, call, 'a certificate would be due for renewal before it is issued', 'Set renewBefore to less than lifetime; a third of it is usual.');
    }
    if (renewBefore > 0.9 * lifetime) {
      throw usageError(undefined, call, 'a certificate would be renewed almost as soon as it is issued, over and over', 'Set renewBefore to at most nine tenths of lifetime; a third of it is usual.');
    }
    return new CertificateRotation(options.lifetime, options.renewBefore);
  }

  private constructor(
    /** How long a certificate is valid. */
    public readonly lifetime: Duration,
    /** How long before its end a certificate is replaced. */
    public readonly renewBefore: Duration,
  ) { }
}

/** How each tier of an issuer chain is rotated. */
export interface ChainRotation {
  /**
   * The root CA. It is never renewed by itself: `renewBefore` is the time in
   * which a successor must be in place, in a slot of its own.
   *
   * @default - 10 years, 1 year of overlap
   */
  readonly root?: CertificateRotation;

  /**
   * The intermediate CAs, renewed with a new key each time.
   *
   * @default - 90 days, renewed 30 days before the end
   */
  readonly intermediate?: CertificateRotation;

  /**
   * The certificates of workloads, renewed with a new key each time.
   *
   * @default - 24 hours, renewed 12 hours before the end
   */
  readonly workload?: CertificateRotation;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * The rotation of every tier, refused if a certificate could outlive its issuer.
 *
 * @internal
 */
export function completeRotation(where: IConstruct | undefined, rotation: ChainRotation = {}): Required<ChainRotation> {
  const complete = {
    root: rotation.root ?? CertificateRotation.of({ lifetime: Duration.days(3650), renewBefore: Duration.days(365) }),
    intermediate: rotation.intermediate ?? CertificateRotation.of({ lifetime: Duration.days(90), renewBefore: Duration.days(30) }),
    workload: rotation.workload ?? CertificateRotation.of({ lifetime: Duration.hours(24), renewBefore: Duration.hours(12) }),
  };
  requireFits(where, complete, 'workload', 'intermediate');
  requireFits(where, complete, 'intermediate', 'root');
  return complete;
}

type Tier = keyof ChainRotation;

function requireFits(where: IConstruct | undefined, rotation: Required<ChainRotation>, child: Tier, parent: Tier): void {
  const lifetime = rotation[child].lifetime.toMilliseconds();
  const overlap = rotation[parent].renewBefore.toMilliseconds();
  if (!lifetimeFits(lifetime, { lifetime: rotation[parent].lifetime.toMilliseconds(), renewBefore: overlap })) {
    throw usageError(where, `rotation.${child}.lifetime`, `${describeDuration(lifetime)} is more than rotation.${parent}.renewBefore, ${describeDuration(overlap)}: what is issued just before the ${parent} is replaced would outlive it`, `Shorten the ${child}'s lifetime, or raise the ${parent}'s renewBefore.`);
  }
}
