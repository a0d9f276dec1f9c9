import { coverageGates } from './coverage-gates';
import { Gate, GateSettings } from './gate';
import { healthGates } from './health-gates';
import { hasSidecars, meshWorkloads } from './mesh-workloads';
import { plaintextGates } from './plaintext-gates';
import { activationGates, retirementGates } from './root-gates';
import { RotatedChain } from './rotated-chain';
import { Step } from './steps';
import { strictScope } from './strict-scope';
import { trustGates } from './trust-gates';
import { Inventory } from '../analysis/inventory';
import { RuleContext } from '../analysis/rule';

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

function ownGates(step: Step, inventory: Inventory, context: RuleContext, settings: GateSettings, only: readonly string[]): Gate[] {
  if (step.stage === 'strict') {
    const scope = strictScope(step.record, only, inventory, context);
    return [...plaintextGates(scope, settings), ...coverageGates(scope, settings)];
  }
  const chain = new RotatedChain(step.rotation, inventory, context);
  const sidecars = hasSidecars(inventory, context) ? meshWorkloads(inventory, context) : undefined;
  switch (step.stage) {
    case 'activate':
      return trustGates(chain, sidecars, settings);
    case 'drain':
      return activationGates(chain, settings);
    case 'retire':
      return retirementGates(chain, sidecars, settings);
    case 'steady':
      return [];
  }
}

/** Gates of several steps, each once. */
export function withoutRepetition(gates: readonly Gate[]): Gate[] {
  return [...new Map(gates.map(gate => [JSON.stringify([gate.name, gate.scope]), gate])).values()];
}
