import { FIRST_GENERATION, INTERMEDIATE_PHASES, IntermediatePhase, IntermediateRotationPhase } from './intermediate-phase';
import { compromiseIn, CompromiseNote, isName, NO_OBJECT, objectInJson, ReadRecord } from './record-text';
import { parseGoDuration } from '../go-duration';

/** The annotation in which the Certificate of an intermediate CA records, in JSON, which of its generations signs, and how far a replacement is. */
export const INTERMEDIATE_ROTATION_ANNOTATION = 'cdk8s-mtls.dev/intermediate-rotation';

/** Where the generations of an intermediate CA stand. */
export interface IntermediateRotationRecord {
  /** The name of the chain. */
  readonly chain: string;
  /** The name of the intermediate in it. */
  readonly name: string;
  readonly phase: IntermediatePhase;
  /** The generation that signs. */
  readonly signs: string;
  /** The generations of the old and the new key; absent if nothing is being replaced. */
  readonly from?: string;
  readonly to?: string;
  /** How long certificates of the intermediate live, as Go writes durations. */
  readonly lifetime?: string;
  /** That the old key is no secret any more, so that it is replaced without waiting; absent otherwise. */
  readonly compromise?: CompromiseNote;
}

/** Where the replacement of a generation by another one stands. */
export interface IntermediateReplacement extends IntermediateRotationRecord {
  readonly phase: IntermediateRotationPhase;
  readonly from: string;
  readonly to: string;
}

/** Whether a generation is being replaced. */
export function isGenerationReplaced(record: IntermediateRotationRecord): record is IntermediateReplacement {
  return record.from !== undefined && record.to !== undefined;
}

/** Reads a record that anybody may have written: what it says, or what is wrong with it. */
export function readIntermediateRotation(text: unknown): ReadRecord<IntermediateRotationRecord> {
  const value = objectInJson(text);
  if (!value) {
    return NO_OBJECT;
  }
  const { chain, name, phase, signs, from, to, lifetime } = value;
  if (!isName(chain) || !isName(name) || !isName(signs)) {
    return { problem: 'it does not name the chain, the intermediate, and the generation that signs' };
  }
  if (lifetime !== undefined && (typeof lifetime !== 'string' || !parseGoDuration(lifetime))) {
    return { problem: 'its lifetime is no duration' };
  }
  const about = { chain, name, signs, ...lifetime === undefined ? {} : { lifetime } };
  if (phase === IntermediatePhase.STEADY) {
    return { record: { ...about, phase } };
  }
  if (!(INTERMEDIATE_PHASES as readonly unknown[]).includes(phase)) {
    return { problem: `its phase is not one of ${[IntermediatePhase.STEADY, ...INTERMEDIATE_PHASES].join(', ')}` };
  }
  if (!isName(from) || !isName(to) || from === to) {
    return { problem: 'it does not name the generation that is replaced ("from") and the one that replaces it ("to")' };
  }
  const compromise = compromiseIn(value.compromise);
  if (compromise === 'unreadable') {
    return { problem: 'it does not say why the old key is compromised' };
  }
  if (compromise.compromise && phase !== IntermediatePhase.RETIRE) {
    return { problem: `a compromised key is not replaced in phase "${phase}"` };
  }
  const signing = phase === IntermediatePhase.PREPARE ? from : to;
  return signs === signing
    ? { record: { ...about, phase: phase as IntermediatePhase, from, to, ...compromise } }
    : { problem: `in phase "${phase}" the generation "${signing}" signs, and not "${signs}"` };
}

/** The generations that have a Certificate, so that their key is kept and renewed, or can be. */
export function generationsOf({ phase, signs, from, to }: IntermediateRotationRecord): readonly string[] {
  return phase === IntermediatePhase.STEADY || phase === IntermediatePhase.RETIRE ? [signs] : [from!, to!];
}

/** The name of the Certificate of a generation, and of its Secret. */
export function generationName({ chain, name }: Pick<IntermediateRotationRecord, 'chain' | 'name'>, generation: string): string {
  return generation === FIRST_GENERATION ? `${chain}-${name}` : `${chain}-${name}-${generation}`;
}
