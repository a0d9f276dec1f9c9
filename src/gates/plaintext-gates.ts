import { byCalledNamespace, CALLS, DESTINATION, SOURCE, workloadIn } from './calls';
import { Answers, Gate, GateSettings, judged, Offender, Query, Sample } from './gate';
import { come, grown, pieces, seconds, selector } from './promql';
import { callsTo, NamespaceScope, StrictScope } from './strict-scope';
import { describeDuration } from '../core/go-duration';

/** How long Prometheus takes a series to be there after its last sample. */
const LOOKBACK = 5 * 60_000;
/** How far apart it is looked whether a series is there: no farther than it is usually scraped. */
const STEP = 30_000;
/** So many looks at many series at once are within what Prometheus holds in memory by default. */
const LONGEST_PIECE = 6 * 60 * 60_000;

/** Whether nobody called without mutual TLS, for each namespace that is to become strict. */
export function plaintextGates(scope: StrictScope, settings: GateSettings): Gate[] {
  const queries = plaintextQueries(scope, settings);
  const window = describeDuration(settings.window);
  const gate = (about: string, part: (samples: readonly Sample[]) => readonly Sample[], namespace?: string): Gate => ({
    name: 'no-plaintext',
    ...namespace === undefined ? {} : { scope: namespace },
    question: `Has nobody called ${about} without mutual TLS, in ${window}?`,
    queries,
    checks: [],
    judge: answers => judged(`no call without mutual TLS in ${window}`, offendersAmong(answers.map(part))),
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

/**
 * Two questions for each metric. By how much did counters grow: from a little before
 * the window, so that a call between two scrapes at its edge is not lost. And how many
 * calls did a series count when it came: it may be the only one, and a series that was
 * gone and is back may have begun anew, at the number that it had.
 */
function plaintextQueries(scope: StrictScope, settings: GateSettings): Query[] {
  const by = [...Object.values(SOURCE), ...Object.values(DESTINATION)];
  const inPieces = pieces(settings.window, LONGEST_PIECE);
  return CALLS.flatMap(({ metric }) => {
    const series = selector(metric, [...callsTo(scope, settings), ['connection_security_policy', '!=', 'mutual_tls']]);
    return [
      { promql: grown(by, series, seconds(settings.window + LOOKBACK)) },
      { promql: come(by, series, inPieces.length, STEP), pieces: inPieces },
    ];
  });
}

function offendersAmong(answers: Answers): Offender[] {
  return CALLS.flatMap(({ noun }, index) => {
    const [growth, first] = [answers[2 * index], answers[2 * index + 1]].map(callsIn);
    return [...new Map([...growth, ...first])].map(([key, { labels }]): Offender => {
      // What is extrapolated of a call is no whole number, and a call is a call.
      const count = (growth.has(key) ? Math.max(1, Math.round(growth.get(key)!.value)) : 0) + Math.round(first.get(key)?.value ?? 0);
      return {
        source: workloadIn(labels, SOURCE),
        subject: workloadIn(labels, DESTINATION),
        count,
        problem: `${count} ${noun}${count === 1 ? '' : 's'} without mutual TLS${first.has(key) ? ', counted by a series that came, or came back, in the window' : ''}`,
      };
    });
  }).sort((a, b) => b.count! - a.count! || compare(a.subject, b.subject) || compare(a.source!, b.source!));
}

/** The calls that there were, by who called whom. */
function callsIn(samples: readonly Sample[]): Map<string, Sample> {
  const labels = [...Object.values(SOURCE), ...Object.values(DESTINATION)];
  return new Map(samples.filter(({ value }) => value > 0).map(sample => [JSON.stringify(labels.map(label => sample.labels.get(label) ?? '')), sample]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
