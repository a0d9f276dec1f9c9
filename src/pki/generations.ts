import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { IntermediateCaOptions } from './intermediate-ca';
import type { IntermediateRotation } from './intermediate-rotation';
import { FIRST_GENERATION, IntermediatePhase } from '../core/change/intermediate-phase';
import { generationName, generationsOf, INTERMEDIATE_ROTATION_ANNOTATION, IntermediateRotationRecord } from '../core/change/intermediate-rotation-record';
import { formatGoDuration } from '../core/go-duration';
import { usageError } from '../core/usage-error';

/** Which generations of an intermediate's key there are, and what their objects are called. */
export class Generations {
  /** The generation that signs. */
  public readonly signing: string;
  /** The generations that an issuer may sign with. */
  public readonly ready: readonly string[];
  /** The generations that have a Certificate. */
  public readonly certified: readonly string[];
  /** A generation without a Certificate whose Secret is still there. */
  public readonly retired?: string;

  private readonly rotation?: IntermediateRotation;
  private readonly record: IntermediateRotationRecord;

  constructor(where: IConstruct, chain: string, name: string, { rotation, compromise }: IntermediateCaOptions) {
    if (rotation && compromise) {
      throw usageError(where, `addIntermediate("${name}")`, 'rotation and compromise both say which generation signs', 'Leave rotation out: a compromised key is replaced in an order of its own.');
    }
    this.rotation = compromise?._rotation ?? rotation;
    const { phase = IntermediatePhase.STEADY, from, to } = this.rotation ?? {};
    this.signing = this.rotation?._signs ?? FIRST_GENERATION;
    this.ready = this.rotation?._ready ?? [FIRST_GENERATION];
    this.record = {
      chain,
      name,
      phase,
      signs: this.signing,
      ...from === undefined ? {} : { from, to },
      ...compromise ? { compromise: { reason: compromise.reason } } : {},
    };
    this.certified = generationsOf(this.record);
    this.retired = phase === IntermediatePhase.RETIRE ? from : undefined;
  }

  /** Whether the program says anything about generations. */
  public get areNamed(): boolean {
    return this.rotation !== undefined;
  }

  /** The names of the objects of all generations. */
  public get names(): string[] {
    return [...this.certified, ...this.retired === undefined ? [] : [this.retired]].map(generation => this.nameOf(generation));
  }

  /** The name of the objects of a generation. */
  public nameOf(generation: string): string {
    return generationName(this.record, generation);
  }

  /** Whether the Certificate of a generation is renewed. One that is drained is not, since its next key would sign nothing. */
  public isRenewed(generation: string): boolean {
    return this.record.phase !== IntermediatePhase.DRAIN || generation === this.signing;
  }

  /** What the Certificate of the newest generation says of all of them. */
  public annotationsOf(generation: string, lifetime: Duration): Record<string, string> | undefined {
    return this.rotation?.to === generation
      ? { [INTERMEDIATE_ROTATION_ANNOTATION]: JSON.stringify({ ...this.record, lifetime: formatGoDuration(lifetime.toMilliseconds()) }) }
      : undefined;
  }
}
