import { clusterSources, inspectClusters, withClusters } from './cluster-options';
import { Answer, CliCommand, ExitCode } from './command';
import { inspect } from './inspect';
import { Io } from './io';
import { formatOf, layoutOf, Options, withCommonOptions } from './options';
import { withProgress } from './progress';
import { Usage } from './usage';
import { ClusterCalls } from '../analysis/clusters/cluster-calls';
import { callsOf } from '../analysis/flows/calls';
import { allPairs, Call, declaredCalls } from '../analysis/flows/declared';
import { ClusterInspections, Inspection } from '../inspection';
import { flowsJson } from '../report/flows/json';
import { flowsMarkdown } from '../report/flows/markdown';
import { FlowsReport, ReportedFlow, worstFirst } from '../report/flows/report';
import { flowsText } from '../report/flows/text';
import { withoutCommands } from '../report/printable';

/** The pairs grow with clients times servers: more than these fill the memory before anybody sees one. */
const MOST_PAIRS = 200_000;
const FORMATS = ['text', 'json', 'markdown'] as const;

/** `cdk8s-mtls flows`: what becomes of every call that somebody declared. */
export const flowsCommand: CliCommand = {
  describe(program) {
    const parser = withClusters(program.command('flows'))
      .description('Say what becomes of every call that the manifests declare.')
      .option('--all-pairs', 'of every workload to every port of every Service, ServiceEntry and workload, declared or not');
    return withCommonOptions(parser, FORMATS);
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'flows', FORMATS);
    const everyPair = options.allPairs === true;
    const sources = clusterSources('flows', paths, options);
    if (sources && everyPair) {
      throw new Usage('--all-pairs and --cluster: of several clusters, the declared calls are followed, and not every pair. Leave --all-pairs out, or ask about one pair with "explain".');
    }
    const inspection = sources ? await inspectClusters(sources, options, io) : await inspect(paths, options, io);
    const flows = await withProgress('following calls', io.stderr, () => 'clusters' in inspection ? flowsBetween(inspection) : flowsOf(inspection, everyPair));
    const text = RENDERERS[format]({ flows: worstFirst(flows), ofClusters: sources !== undefined }, io);
    return { text, exitCode: inspection.problems.length > 0 ? ExitCode.UNUSABLE : ExitCode.CLEAN };
  },
};

/** The calls that are declared within each cluster, and from each to each other one. */
function flowsBetween({ clusters }: ClusterInspections): ReportedFlow[] {
  const calls = new ClusterCalls(clusters);
  return calls.clusters.flatMap(from => calls.clusters.flatMap(to => Array.from(calls.declared(from, to),
    ({ declaredBy, ...call }) => ({ flow: calls.explain(call), declaredBy }))));
}

function flowsOf({ inventory, context }: Inspection, everyPair: boolean): ReportedFlow[] {
  const calls = callsOf(inventory, context);
  if (!everyPair) {
    return declaredCalls(inventory, calls).map(({ client, target, declaredBy }) => ({ flow: calls.explain(client, target), declaredBy }));
  }
  const pairs: Call[] = [];
  for (const pair of allPairs(inventory, calls)) {
    if (pairs.length === MOST_PAIRS) {
      throw new Usage(`--all-pairs: there are more than ${MOST_PAIRS} pairs, which nobody reads. Give the files of fewer namespaces, leave the option out, or ask about one pair with "explain".`);
    }
    pairs.push(pair);
  }
  return pairs.map(({ client, target }) => ({ flow: calls.explain(client, target) }));
}

const RENDERERS: Readonly<Record<typeof FORMATS[number], (report: FlowsReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(flowsText(report, layoutOf(io))),
  json: flowsJson,
  markdown: report => withoutCommands(flowsMarkdown(report)),
};
