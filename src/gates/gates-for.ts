import { coverageGates, OF_PLAINTEXT } from './coverage-gates';
import { Gate, GateSettings } from './gate';
import { healthGates } from './health-gates';
import { intermediateGates } from './intermediate-gates';
import { hasSidecars, meshWorkloads } from './mesh-workloads';
import { plaintextGates } from './plaintext-gates';
import { rootGates } from './root-gates';
import { RotatedChain } from './rotated-chain';
import { RotatedIntermediate } from './rotated-intermediate';
import { Step } from './steps';
import { strictScope } from './strict-scope';
import { trustDomainGates } from './trust-domain-gates';
import { rootRecordOf } from '../analysis/change/root-rotations';
import { Inventory } from '../analysis/inventory';
import { RuleContext } from '../analysis/rule';
import { Workload } from '../analysis/workloads';

const HOUR = 60 * 60_000;

export const DEFAULT_GATE_SETTINGS: GateSettings = { window: 7 * 24 * HOUR, minCoverage: 0.9, matchers: {} };

/**
 * What must be true before a step, with the questions that tell. First what the step is
 * about, then what must be true before any.
 *
 * @param only the namespaces, and workloads as `namespace/name`, that are to become strict; all that are not yet if it is empty
 */
export function gatesFor(
  step: Step, inventory: Inventory, context: RuleContext, settings: GateSettings = DEFAULT_GATE_SETTINGS, only: readonly string[] = [],
): Gate[] {
  return [...ownGates(step, inventory, context, settings, only), ...healthGates(inventory, context, settings)];
}

/** What must be true before this very step. */
export function ownGates(
  step: Step, inventory: Inventory, context: RuleContext, settings: GateSettings = DEFAULT_GATE_SETTINGS, only: readonly string[] = [],
): Gate[] {
  if ('rotation' in step) {
    return rootGates(step, new RotatedChain(step.rotation, inventory, context), sidecarsIn(inventory, context), settings);
  }
  if ('intermediate' in step) {
    const chain = rootRecordOf(step.intermediate.record.chain, { inventory, context }) ?? {};
    const sidecars = { workloads: sidecarsIn(inventory, context), chain };
    return intermediateGates(step.stage, new RotatedIntermediate(step.intermediate, inventory, context), sidecars, settings);
  }
  if ('change' in step) {
    return trustDomainGates(step, inventory, context, settings);
  }
  const scope = strictScope(step.record, only, inventory, context);
  return [...plaintextGates(scope, settings), ...coverageGates(scope, OF_PLAINTEXT, settings)];
}

/** The workloads with a sidecar; undefined where there is no mesh of them. */
function sidecarsIn(inventory: Inventory, context: RuleContext): readonly Workload[] | undefined {
  return hasSidecars(inventory, context) ? meshWorkloads(inventory, context) : undefined;
}

/** Gates of several steps, each once: two that ask the same of the same are one. */
export function withoutRepetition(gates: readonly Gate[]): Gate[] {
  return [...new Map(gates.map(gate => [JSON.stringify([gate.name, gate.scope, gate.question]), gate])).values()];
}
