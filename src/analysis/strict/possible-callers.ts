import { Breakage } from './breakage';
import { Change } from './change';
import { ObjectReference, Severity } from '../../core/finding';
import { EVERYWHERE } from '../diff/reach';
import { serverDifferences } from '../diff/server-differences';
import { Proxy } from '../istio/injection';
import { referenceTo } from '../manifest';
import { Workload, workloads } from '../workloads';

/** More namespaces than these are counted and not named. */
const MOST_NAMESPACES = 8;

/**
 * The workloads without a sidecar that could call what is strict then, and of which
 * no object says whether they do: all at once, without those that are known to.
 */
export function possibleCallers(change: Change, known: readonly Breakage[]): Breakage[] {
  const { states, worlds, mesh } = change;
  const closing = [...serverDifferences(worlds, EVERYWHERE)].filter(({ kind }) => kind === 'server-closed').length;
  const callers = new Set(known.filter(({ kind }) => kind === 'call').map(({ objects: [client] }) => keyOf(client)));
  const others = states[0].inventory.view(workloads).filter(workload => !callers.has(keyOf(referenceTo(workload.object.manifest))));
  const without = others.filter(workload => mesh.injection(workload).proxy === Proxy.NONE);
  const unknown = others.filter(workload => mesh.injection(workload).proxy === Proxy.UNKNOWN);
  if (closing === 0 || without.length + unknown.length === 0) {
    return [];
  }
  const groups = [
    ...without.length > 0 ? [`${numberOf(without)} without a sidecar, in ${namespacesOf(without)}`] : [],
    ...unknown.length > 0 ? [`${numberOf(unknown)} of which it is not known whether they have one, in ${namespacesOf(unknown)}`] : [],
  ];
  return [{
    kind: 'possible-callers',
    severity: Severity.WARNING,
    message: `${groups.join(', and ')}, could call in plaintext ${closing === 1 ? 'the port that refuses' : `the ${closing} ports that refuse`} it then; nothing says whether they do`,
    because: [],
    fix: 'Look at who has sent plaintext so far, which the gate of this stage counts; give those a sidecar, or exempt the ports that they call.',
    objects: [...without, ...unknown].map(({ object }) => referenceTo(object.manifest)),
    exceptions: [],
  }];
}

function numberOf(some: readonly Workload[]): string {
  return some.length === 1 ? '1 workload' : `${some.length} workloads`;
}

function namespacesOf(some: readonly Workload[]): string {
  const names = [...new Set(some.map(({ namespace }) => namespace))].sort();
  const more = names.length > MOST_NAMESPACES ? ` and ${names.length - MOST_NAMESPACES} more` : '';
  return `${names.length === 1 ? 'namespace' : 'namespaces'} ${names.slice(0, MOST_NAMESPACES).join(', ')}${more}`;
}

function keyOf({ kind, namespace = 'default', name }: ObjectReference): string {
  return `${kind}/${namespace}/${name}`;
}
