import type { IConstruct } from 'constructs';
import type { CertificateRotation } from './certificate-rotation';
import type { IssuerChainProps } from './issuer-chain-props';
import type { RootCa } from './root-ca';
import { RootPhase } from '../core/change/root-phase';
import type { RootRotationRecord } from '../core/change/root-rotation-record';
import { formatGoDuration } from '../core/go-duration';
import { didYouMean } from '../core/suggestion';
import { usageError } from '../core/usage-error';

/** Which roots of a chain sign, could sign, and are trusted, by slot. */
export interface SigningRoots {
  readonly active: string;
  readonly ready: readonly string[];
  readonly trusted: readonly string[];
}

/** What is said about the roots of a chain, refused if it contradicts itself. */
export function signingRoots(where: IConstruct, roots: readonly RootCa[], props: IssuerChainProps): SigningRoots {
  checkSlots(where, roots);
  const slots = roots.map(({ slot }) => slot);
  const { activeRoot, rootCompromise } = props;
  if (props.rootRotation && rootCompromise) {
    throw usageError(where, 'rootRotation and rootCompromise', 'both say which root is replaced', 'Leave rootRotation out: a compromised root is replaced in an order of its own.');
  }
  const rootRotation = rootCompromise?._rotation ?? props.rootRotation;
  const name = rootCompromise ? 'rootCompromise' : 'rootRotation';
  if (!rootRotation) {
    const active = activeRoot ?? onlySlotOf(where, slots);
    requireSlot(where, `activeRoot "${active}"`, active, slots);
    return { active, ready: [active], trusted: slots };
  }
  const call = `${name}: ${rootRotation.phase}, from "${rootRotation.from}" to "${rootRotation.to}"`;
  if (activeRoot !== undefined) {
    throw usageError(where, `activeRoot "${activeRoot}"`, `${name} says which root signs`, 'Leave activeRoot out until the replacement of the root has ended.');
  }
  for (const slot of [rootRotation.from, rootRotation.to]) {
    requireSlot(where, call, slot, slots);
    if (roots.find(root => root.slot === slot)!._source.kind === 'trusted') {
      throw usageError(where, call, `the root "${slot}" is trusted alone and cannot sign`, 'Name roots that sign, for example RootCa.selfSigned("2027").');
    }
  }
  const third = roots.find(({ slot, _source }) => ![rootRotation.from, rootRotation.to].includes(slot) && _source.kind !== 'trusted');
  if (third) {
    throw usageError(where, call, `there is a third root that can sign, "${third.slot}"`, 'Replace one root at a time: add the next one when this replacement has ended.');
  }
  return { active: rootRotation._signs, ready: rootRotation._ready, trusted: slots.filter(slot => rootRotation._isTrusted(slot)) };
}

/** What the Bundle of a chain says of its roots. */
export function recordOf(
  chain: string, { active, trusted }: SigningRoots, workload: CertificateRotation, { rootRotation, rootCompromise }: IssuerChainProps,
): RootRotationRecord {
  const rotation = rootCompromise?._rotation ?? rootRotation;
  const [lifetime, renewBefore] = [workload.lifetime, workload.renewBefore].map(duration => formatGoDuration(duration.toMilliseconds()));
  return {
    chain,
    phase: rotation?.phase ?? RootPhase.STEADY,
    signs: active,
    trusts: trusted,
    ...rotation ? { from: rotation.from, to: rotation.to } : {},
    workloads: { lifetime, renewBefore },
    ...rootCompromise ? { compromise: { reason: rootCompromise.reason } } : {},
  };
}

function checkSlots(where: IConstruct, roots: readonly RootCa[]): void {
  if (roots.length === 0) {
    throw usageError(where, 'roots: []', 'a chain needs a root', 'Leave "roots" out for one that cert-manager makes, or name one, for example RootCa.selfSigned("2026").');
  }
  const seen = new Set<string>();
  for (const { slot } of roots) {
    if (seen.has(slot)) {
      throw usageError(where, `RootCa slot "${slot}"`, 'two roots have the same slot', 'Give each root a slot of its own, for example the year: "2026", "2027".');
    }
    seen.add(slot);
  }
}

function onlySlotOf(where: IConstruct, slots: readonly string[]): string {
  if (slots.length > 1) {
    throw usageError(where, `roots: ${slots.map(slot => `"${slot}"`).join(', ')}`, 'it is not said which root signs', 'To replace a root, add "rootRotation"; otherwise add "activeRoot" with the slot of the root that signs. A new root signs only once every workload trusts it.');
  }
  return slots[0];
}

function requireSlot(where: IConstruct, call: string, slot: string, slots: readonly string[]): void {
  if (!slots.includes(slot)) {
    throw usageError(where, call, `no root has the slot "${slot}"`, `The slots are ${slots.join(', ')}.${didYouMean(slot, slots)}`);
  }
}
