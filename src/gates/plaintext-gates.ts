import { byCalledNamespace, DESTINATION } from './calls';
import { callQueries, callsAmong } from './counted-calls';
import { Gate, GateSettings, judged, Sample } from './gate';
import { callsTo, NamespaceScope, StrictScope } from './strict-scope';
import { describeDuration } from '../core/go-duration';

/** Whether nobody called without mutual TLS, for each namespace that is to become strict. */
export function plaintextGates(scope: StrictScope, settings: GateSettings): Gate[] {
  const queries = callQueries([...callsTo(scope, settings), ['connection_security_policy', '!=', 'mutual_tls']], settings.window);
  const window = describeDuration(settings.window);
  const gate = (about: string, part: (samples: readonly Sample[]) => readonly Sample[], namespace?: string): Gate => ({
    name: 'no-plaintext',
    ...namespace === undefined ? {} : { scope: namespace },
    question: `Has nobody called ${about} without mutual TLS, in ${window}?`,
    queries,
    checks: [],
    judge: answers => judged(`no call without mutual TLS in ${window}`, callsAmong(answers.map(part), 'without mutual TLS')),
  });
  const known = new Set([...scope.namespaces.map(({ namespace }) => namespace), ...scope.strict]);
  return [
    ...scope.namespaces.map(each => gate(describe(each), samples => within(each, samples), each.namespace)),
    ...scope.isMesh ? [gate('anything else in the mesh', samples => samples.filter(({ labels }) => !known.has(labels.get(DESTINATION.namespace) ?? '')))] : [],
  ];
}

/** The calls to what becomes strict of a namespace. */
function within({ namespace, workloads, isWhole }: NamespaceScope, samples: readonly Sample[]): readonly Sample[] {
  const calls = byCalledNamespace(samples).get(namespace) ?? [];
  return isWhole ? calls : calls.filter(({ labels }) => workloads.has(labels.get(DESTINATION.workload) ?? ''));
}

function describe({ namespace, workloads, isWhole }: NamespaceScope): string {
  return isWhole ? `workloads of "${namespace}"` : [...workloads].map(name => `"${namespace}/${name}"`).join(', ');
}
