import { Guard } from './plan';
import type { State } from '../analysis/diff/world';
import { Gate, GateName } from '../gates/gate';
import { gatesFor } from '../gates/gates-for';
import { Step } from '../gates/steps';

/** Who has issued each certificate, and when. */
export const CERTIFICATES = 'kubectl get certificates -A -o wide';

/** What a person looks at who has no telemetry. */
const BY_HAND: Readonly<Partial<Record<GateName, string>>> = {
  'new-root-issued': CERTIFICATES,
  'authorities-reissued': CERTIFICATES,
  'certificates-reissued': CERTIFICATES,
  'nothing-under-old-root': CERTIFICATES,
  'certificates': CERTIFICATES,
};

/** What must be true before a step, and how it is seen. */
export function guardsOf(step: Step, { inventory, context }: State, only: readonly string[] = []): Guard[] {
  return gatesFor(step, inventory, context, undefined, only).map(gate => ({
    question: gate.question,
    isAnsweredByGate: gate.queries.length > 0,
    checks: checksOf(gate),
  }));
}

/** What only a person sees. */
export function seenByHand(question: string, ...checks: string[]): Guard {
  return { question, isAnsweredByGate: false, checks };
}

function checksOf({ name, checks }: Gate): string[] {
  const byHand = BY_HAND[name];
  return [...checks, ...byHand === undefined ? [] : [byHand]];
}
