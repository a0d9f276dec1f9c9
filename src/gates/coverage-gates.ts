import { byCalledNamespace, CALLS, DESTINATION } from './calls';
import { Gate, GateName, GateSettings, judged, Query, Sample } from './gate';
import { come, grown, pieces, seconds, selector } from './promql';
import { callsTo, StrictScope } from './strict-scope';
import { describeDuration } from '../core/go-duration';

/** How far apart it is looked whether a workload is watched: as long as Prometheus takes a series to be there. */
const STEP = 5 * 60_000;
const LONGEST_PIECE = 24 * 60 * 60_000;

/** For what enough must have been seen, in the words of the gates. */
export interface Coverage {
  readonly name: GateName;
  /** What must be known of the workloads: `Is it known what becomes strict?` */
  readonly question: string;
  /** What is missing if there are none. */
  readonly none: string;
}

/** To believe that there is no plaintext. */
export const OF_PLAINTEXT: Coverage = {
  name: 'coverage',
  question: 'Is it known what becomes strict?',
  none: 'no workload with a sidecar is among them that is not strict already',
};

/**
 * Whether enough was seen to believe that there are no calls of some kind: that nothing was
 * counted says nothing of a workload that nobody called, and nothing of the time in
 * which nobody asked its proxy.
 */
export function coverageGates(scope: StrictScope, coverage: Coverage, settings: GateSettings): Gate[] {
  const queries = coverageQueries(scope, settings);
  return [...knowledgeGate(scope, coverage), ...scope.namespaces.map(({ namespace, servers }): Gate => ({
    name: coverage.name,
    scope: namespace,
    question: `Was every workload of "${namespace}" called, and watched for ${percent(settings.minCoverage)} of ${describeDuration(settings.window)}?`,
    queries,
    checks: [],
    judge: answers => {
      const [watched, ...called] = answers.map(samples => byWorkload(byCalledNamespace(samples).get(namespace) ?? []));
      const unseen = [...servers].sort().flatMap(name => {
        const problems = problemsOf(watched.get(name) ?? 0, called.map(calls => calls.get(name) ?? 0), settings);
        return problems.length > 0 ? [{ subject: `${namespace}/${name}`, problem: problems.join('; ') }] : [];
      });
      return judged(servers.size === 0 ? 'no workload is meant to be called' : `${servers.size === 1 ? 'the workload was' : `all ${servers.size} workloads were`} called and watched`, [], unseen);
    },
  }))];
}

/** What the manifests do not tell, telemetry cannot be asked about. */
function knowledgeGate({ namespaces, isMesh, unknown }: StrictScope, { name, question, none }: Coverage): Gate[] {
  const offenders = unknown.length > 0
    ? unknown.map(subject => ({ subject, problem: 'whether it has a sidecar is not known: give its Namespace too, or --enrolled' }))
    : [{ subject: 'the manifests', problem: none }];
  return unknown.length === 0 && (namespaces.length > 0 || isMesh) ? [] : [{
    name,
    question,
    queries: [],
    checks: [],
    judge: () => judged('', [], offenders),
  }];
}

function coverageQueries(scope: StrictScope, settings: GateSettings): Query[] {
  const by = Object.values(DESTINATION);
  const inPieces = pieces(settings.window, LONGEST_PIECE);
  const range = `${seconds(inPieces.length)}:${seconds(STEP)}`;
  const calls = callsTo(scope, settings);
  const both = selector(CALLS.map(({ metric }) => metric), calls);
  return [
    { promql: `count_over_time((count by (${by.join(',')}) (${both}))[${range}])`, pieces: inPieces },
    ...CALLS.flatMap(({ metric }) => {
      const series = selector(metric, calls);
      return [
        { promql: grown(by, series, range), pieces: inPieces },
        { promql: come(by, series, inPieces.length, STEP), pieces: inPieces },
      ];
    }),
  ];
}

/** What is not known of a workload, by how often it was seen and how many calls there were. */
function problemsOf(watched: number, calls: readonly number[], { window, minCoverage }: GateSettings): string[] {
  if (watched === 0) {
    return ['no proxy of it has reported a call: it was not called, or is not scraped'];
  }
  // A piece may hold one look more than fits into its length.
  const part = Math.min(1, watched / Math.max(1, Math.floor(window / STEP)));
  return [
    ...calls.every(number => number === 0) ? ['its proxies counted no call in the window'] : [],
    ...part < minCoverage ? [`watched for ${percent(part)} of the window only: it came later, or was not scraped for a time`] : [],
  ];
}

function byWorkload(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { labels, value } of samples) {
    const name = labels.get(DESTINATION.workload) ?? '';
    numbers.set(name, (numbers.get(name) ?? 0) + value);
  }
  return numbers;
}

/** Rounded down, so that 89.9 % is not said to be 90 %. */
function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}
