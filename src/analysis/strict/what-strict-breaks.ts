import { Breakage, StrictReport } from './breakage';
import { brokenCalls } from './broken-calls';
import { brokenProbes } from './broken-probes';
import { brokenByRules } from './broken-rules';
import { Change } from './change';
import { policiesWith } from './exceptions';
import { brokenFromOutside } from './from-outside';
import { stateIn } from './next-state';
import { possibleCallers } from './possible-callers';
import { strictStandingOf } from './standing';
import { StrictMigrationRecord } from '../../core/change/strict-migration-record';
import { describeObject, Severity } from '../../core/finding';
import { DifferenceSeverity } from '../diff/difference';
import type { State } from '../diff/world';
import { findWorkload } from '../flows/target';
import { workloads } from '../workloads';

const BY_SEVERITY: readonly DifferenceSeverity[] = [Severity.ERROR, Severity.WARNING, 'info'];

/**
 * What breaks when a stage of going strict becomes effective, as far as the manifests
 * show it beforehand: whose calls are refused then and are not now, with the change
 * or the exception that lets them go on.
 */
export function whatStrictBreaks(state: State, next: StrictMigrationRecord): StrictReport {
  const change = new Change([state, stateIn(next, state)]);
  const byRules = [...brokenByRules(change)];
  const calls = [...brokenCalls(change)].filter(call => !byRules.some(rule => explains(rule, call)));
  const breakages = [
    ...byRules,
    ...brokenProbes(change),
    ...calls,
    ...brokenFromOutside(change),
    ...possibleCallers(change, calls),
    ...notAmongManifests(state, next),
  ];
  return {
    next,
    isProgram: strictStandingOf(state).isRecorded,
    breakages: breakages.sort((a, b) => BY_SEVERITY.indexOf(a.severity) - BY_SEVERITY.indexOf(b.severity)),
    policies: policiesWith(breakages.flatMap(({ exceptions }) => exceptions), change.states[1].inventory),
  };
}

/** Whether what a rule found is why a call breaks, so that the two are one. */
function explains({ kind, objects: [cause] }: Breakage, { because, objects: [, server] }: Breakage): boolean {
  const name = describeObject(cause);
  return kind === 'headless' ? describeObject(server) === name
    : kind === 'client-settings' && because.some(({ object }) => object !== undefined && describeObject(object) === name);
}

function notAmongManifests({ inventory }: State, next: StrictMigrationRecord): Breakage[] {
  const populated = new Set(inventory.view(workloads).map(({ namespace }) => namespace));
  const missing = [
    ...next.namespaces.filter(namespace => !populated.has(namespace)).map(namespace => `no workload of namespace ${JSON.stringify(namespace)} is among the manifests`),
    ...next.workloads.flatMap(name => {
      const workload = findWorkload(name, inventory);
      return 'problem' in workload ? [workload.problem] : [];
    }),
  ];
  return missing.map(message => ({
    kind: 'not-among-manifests', severity: Severity.WARNING, message: `${message}, so that nothing is known of what becomes strict there`, because: [], fix: 'Give the manifests of the application too.', objects: [], exceptions: [],
  }));
}
