import { compareText } from '../../core/compare-text';
import { ObjectReference } from '../../core/finding';
import { Flow } from '../../core/flow';
import { shortName } from '../objects';
import { WORST_FIRST } from '../verdicts';

/** A flow, and what says that there is one. */
export interface ReportedFlow {
  readonly flow: Flow;
  /** None where the flow is one of all possible ones. */
  readonly declaredBy?: ObjectReference;
}

/** What becomes of many calls. */
export interface FlowsReport {
  readonly flows: readonly ReportedFlow[];
  /** Whether they are of several clusters, of which not every pair can be asked for. */
  readonly ofClusters?: boolean;
}

/** Flows in the order in which somebody should look at them: the least protected first, then by name. */
export function worstFirst(flows: readonly ReportedFlow[]): ReportedFlow[] {
  return [...flows].sort(({ flow: a }, { flow: b }) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict)
    || compareText(shortName(a.client), shortName(b.client))
    || compareText(shortName(a.server), shortName(b.server))
    || a.port - b.port
    || compareText(a.client.kind, b.client.kind)
    || compareText(a.server.kind, b.server.kind));
}

/** How many flows have each verdict, the worst first; those that none has are left out. */
export function totals(flows: readonly ReportedFlow[]): (readonly [verdict: Flow['verdict'], number: number])[] {
  return WORST_FIRST
    .map(verdict => [verdict, flows.filter(({ flow }) => flow.verdict === verdict).length] as const)
    .filter(([, number]) => number > 0);
}
