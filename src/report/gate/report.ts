import { EvaluatedGate, Outcome, Step } from '../../gates';

/** What telemetry says about the gates of the next steps. */
export interface GateReport {
  /** The host that was asked. */
  readonly prometheus: string;
  /** The time as of which it was asked. */
  readonly asOf: Date;
  readonly steps: readonly Step[];
  readonly gates: readonly EvaluatedGate[];
  /** How many things could not be read, so that gates may be missing. */
  readonly problems: number;
}

/** The worst first, as somebody should look at them. */
export const OUTCOMES: readonly Outcome[] = ['fail', 'undecided', 'pass'];

export function numberOf(outcome: Outcome, { gates }: GateReport): number {
  return gates.filter(({ judgement }) => judgement.outcome === outcome).length;
}

/** Whether the steps may be taken. */
export function isOpen({ gates, problems }: GateReport): boolean {
  return problems === 0 && gates.length > 0 && gates.every(({ judgement }) => judgement.outcome === 'pass');
}

/** `strict mutual TLS, after stage "observe"`: where a step leads, and where it begins. */
export function describeStep(step: Step): string {
  if (step.stage === 'strict') {
    return `strict mutual TLS${step.record === undefined ? '' : `, after stage "${step.record.stage}"`}`;
  }
  if ('rotation' in step) {
    const { chain, phase, from, to } = step.rotation;
    return `phase "${step.stage}" of replacing root "${from}" of chain "${chain}" by "${to}", after phase "${phase}"`;
  }
  if ('intermediate' in step) {
    const { chain, name, phase, from, to } = step.intermediate.record;
    const stage = step.stage.slice('intermediate-'.length);
    return `phase "${stage}" of replacing generation "${from}" of intermediate "${name}" of chain "${chain}" by "${to}", after phase "${phase}"`;
  }
  const { chain, phase, from, to } = step.change;
  return `${step.stage === 'trust-domain-steady' ? 'the end' : `phase "${step.stage}"`} of changing the trust domain of chain "${chain}" from ${from} to ${to}, after phase "${phase}"`;
}

/** What comes of it all, in a sentence. */
export function conclusion(report: GateReport): string {
  const [fail, undecided] = [numberOf('fail', report), numberOf('undecided', report)];
  const all = report.gates.length;
  if (isOpen(report)) {
    return `The step may be taken: ${all === 1 ? 'the gate is' : `all ${all} gates are`} passed.`;
  }
  const reasons = [
    ...fail > 0 ? [`${fail} of ${all} gates ${fail === 1 ? 'fails' : 'fail'}`] : [],
    ...undecided > 0 ? [`${undecided} of ${all} cannot be decided`] : [],
    ...report.problems > 0 ? ['not everything could be read'] : [],
    ...all === 0 ? ['there is nothing among the manifests that telemetry could be asked about'] : [],
  ];
  return `The step must not be taken yet: ${reasons.join(', ')}.`;
}
