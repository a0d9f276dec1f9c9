import { compromiseIn, CompromiseNote, isName, NO_OBJECT, objectInJson, ReadRecord } from './record-text';
import { RootPhase, ROTATION_PHASES, RotationPhase } from './root-phase';
import { parseGoDuration } from '../go-duration';

/** The annotation in which the Bundle of a chain records, in JSON, which roots sign and are trusted, and how far a replacement is. */
export const ROOT_ROTATION_ANNOTATION = 'cdk8s-mtls.dev/root-rotation';

/** Where the roots of a chain stand. */
export interface RootRotationRecord {
  /** The name of the chain. */
  readonly chain: string;
  readonly phase: RootPhase;
  /** The slot of the root that signs. */
  readonly signs: string;
  /** The slots of the roots that are trusted. */
  readonly trusts: readonly string[];
  /** The slots of the old and the new root; absent if nothing is being replaced. */
  readonly from?: string;
  readonly to?: string;
  /** How long the certificates of workloads live, and how long before their end they are replaced, as Go writes durations; absent if not said. */
  readonly workloads?: { readonly lifetime: string; readonly renewBefore: string };
  /** That the old root's key is no secret any more, so that it is replaced without waiting; absent otherwise. */
  readonly compromise?: CompromiseNote;
}

/** Where the replacement of a root by another one stands. */
export interface RootReplacement extends RootRotationRecord {
  readonly phase: RotationPhase;
  readonly from: string;
  readonly to: string;
}

/** Whether a root is being replaced. */
export function isReplacement(record: RootRotationRecord): record is RootReplacement {
  return record.from !== undefined && record.to !== undefined;
}

/** How long the certificates of workloads live, and how long before their end they are replaced, in milliseconds; undefined if not said. */
export function workloadTimes({ workloads }: Pick<RootRotationRecord, 'workloads'>): { readonly lifetime: number; readonly renewBefore: number } | undefined {
  const [lifetime, renewBefore] = [workloads?.lifetime, workloads?.renewBefore].map(text => (text === undefined ? undefined : parseGoDuration(text)));
  return lifetime === undefined || renewBefore === undefined ? undefined : { lifetime, renewBefore };
}

/** The phases that the replacement of a compromised root goes through: the others would wait. */
const EMERGENCY_PHASES: readonly RootPhase[] = [RootPhase.DRAIN, RootPhase.RETIRE];

/** Reads a record that anybody may have written: what it says, or what is wrong with it. */
export function readRootRotation(text: unknown): ReadRecord<RootRotationRecord> {
  const value = objectInJson(text);
  if (!value) {
    return NO_OBJECT;
  }
  const { chain, phase, signs, trusts, from, to, workloads: rotation } = value;
  if (!isName(chain) || !isName(signs) || !Array.isArray(trusts) || trusts.length === 0 || !trusts.every(isName)) {
    return { problem: 'it does not name the chain, the root that signs, and the roots that are trusted' };
  }
  const workloads = rotationIn(rotation);
  if (workloads === 'unreadable') {
    return { problem: 'its durations of the certificates of workloads are none' };
  }
  if (phase === RootPhase.STEADY) {
    return trusts.includes(signs) ? { record: { chain, phase, signs, trusts, ...workloads } } : { problem: `the root that signs, "${signs}", is not among those that are trusted` };
  }
  if (!(ROTATION_PHASES as readonly unknown[]).includes(phase)) {
    return { problem: `its phase is not one of ${[RootPhase.STEADY, ...ROTATION_PHASES].join(', ')}` };
  }
  if (!isName(from) || !isName(to) || from === to) {
    return { problem: 'it does not name the root that is replaced ("from") and the one that replaces it ("to")' };
  }
  const compromise = compromiseIn(value.compromise);
  if (compromise === 'unreadable') {
    return { problem: 'it does not say why the old root is compromised' };
  }
  const record = { chain, phase: phase as RotationPhase, signs, trusts, from, to, ...workloads, ...compromise };
  const problem = contradiction(record);
  return problem ? { problem } : { record };
}

function rotationIn(value: unknown): Pick<RootRotationRecord, 'workloads'> | 'unreadable' {
  if (value === undefined) {
    return {};
  }
  const { lifetime, renewBefore } = Object(value) as Record<string, unknown>;
  return isDuration(lifetime) && isDuration(renewBefore) ? { workloads: { lifetime, renewBefore } } : 'unreadable';
}

function isDuration(value: unknown): value is string {
  return typeof value === 'string' && (parseGoDuration(value) ?? 0) > 0;
}

function contradiction({ phase, signs, trusts, from, to, compromise }: RootReplacement): string | undefined {
  if (compromise && !EMERGENCY_PHASES.includes(phase)) {
    return `a compromised root is not replaced in phase "${phase}"`;
  }
  const signing = phase === RootPhase.PUBLISH ? from : to;
  if (signs !== signing) {
    return `in phase "${phase}" the root "${signing}" signs, and not "${signs}"`;
  }
  const missing = (phase === RootPhase.RETIRE ? [to] : [from, to]).find(slot => !trusts.includes(slot));
  if (missing !== undefined) {
    return `in phase "${phase}" the root "${missing}" is trusted, and it is not among ${trusts.map(slot => `"${slot}"`).join(', ')}`;
  }
  return phase === RootPhase.RETIRE && trusts.includes(from) ? `in phase "${phase}" the root "${from}" is not trusted any more` : undefined;
}
