import { Guard } from './plan';
import type { State } from '../analysis/diff/world';
import { Gate, GateName } from '../gates/gate';
import { gatesFor } from '../gates/gates-for';
import { Step } from '../gates/steps';

/** Who has issued each certificate, and when. */
const CERTIFICATES = 'kubectl get certificates -A -o wide';

/** What a person looks at who has no telemetry. */
const BY_HAND: Readonly<Partial<Record<GateName, string>>> = {
  'new-root-issued': CERTIFICATES,
  'authorities-reissued': CERTIFICATES,
  'certificates-reissued': CERTIFICATES,
  'nothing-under-old-root': CERTIFICATES,
  'nothing-under-old-intermediate': CERTIFICATES,
  'certificates': CERTIFICATES,
};

/** What a person looks at, or does, besides what is so in every change; by gates. */
export type Commands = Readonly<Partial<Record<GateName, readonly string[]>>>;

/** What of a step there is more to say. */
export interface GuardOptions {
  /** What is to become strict. */
  readonly only?: readonly string[];
  readonly commands?: Commands;
}

/** What must be true before a step, and how it is seen. */
export function guardsOf(step: Step, { inventory, context }: State, { only = [], commands = {} }: GuardOptions = {}): Guard[] {
  return gatesFor(step, inventory, context, undefined, only).map(gate => ({
    question: gate.question,
    isAnsweredByGate: gate.queries.length > 0,
    ...gate.needsSince ? { needsSince: true } : {},
    checks: checksOf(gate, commands),
  }));
}

function checksOf({ name, checks }: Gate, commands: Commands): string[] {
  const byHand = BY_HAND[name];
  return [...checks, ...byHand === undefined ? [] : [byHand], ...commands[name] ?? []];
}
