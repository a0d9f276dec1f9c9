import { clusterSources, inCluster, inspectClusters, withClusters } from './cluster-options';
import { Answer, CliCommand, ExitCode } from './command';
import { inspect } from './inspect';
import { Io } from './io';
import { formatOf, layoutOf, Options, withCommonOptions } from './options';
import { Usage } from './usage';
import { ClusterCalls } from '../analysis/clusters/cluster-calls';
import { callsOf } from '../analysis/flows/calls';
import { findTarget, findWorkload, Found } from '../analysis/flows/target';
import { ClusterSource } from '../inspection';
import { explainJson } from '../report/explain/json';
import { explainMarkdown } from '../report/explain/markdown';
import { ExplainReport } from '../report/explain/report';
import { explainText } from '../report/explain/text';
import { printable, withoutCommands } from '../report/printable';

const FORMATS = ['text', 'json', 'markdown'] as const;

/** What was asked about, and whether all of it could be read. */
interface Explained extends ExplainReport {
  readonly isComplete: boolean;
}

/** `cdk8s-mtls explain`: what becomes of one call, and why. */
export const explainCommand: CliCommand = {
  describe(program) {
    const parser = withClusters(program.command('explain'))
      .description('Say of one call whether it is mutual TLS, TLS, plaintext or refused, and why.')
      .requiredOption('--from <namespace/workload>', 'who calls, for example shop/web; with --cluster, east/shop/web')
      .requiredOption('--to <namespace/service-or-workload:port>', 'who is called, for example shop/cart:7070 or api.example.com:443; with --cluster, west/shop/cart:7070');
    return withCommonOptions(parser, FORMATS);
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'explain', FORMATS);
    const sources = clusterSources('explain', paths, options);
    const { isComplete, ...report } = sources ? await betweenClusters(sources, options, io) : await withinOne(paths, options, io);
    return { text: RENDERERS[format](report, io), exitCode: isComplete ? ExitCode.CLEAN : ExitCode.UNUSABLE };
  },
};

async function withinOne(paths: readonly string[], options: Options, io: Io): Promise<Explained> {
  const inspection = await inspect(paths, options, io);
  const { inventory, context, problems } = inspection;
  const calls = callsOf(inventory, context);
  const client = found('--from', findWorkload(`${options.from}`, inventory));
  const target = found('--to', findTarget(`${options.to}`, inventory, calls));
  return { flow: calls.explain(client, target), placeOf: inspection.placeOf.bind(inspection), isComplete: problems.length === 0 };
}

async function betweenClusters(sources: readonly ClusterSource[], options: Options, io: Io): Promise<Explained> {
  const [{ name: fromName, rest: clientText }, { name: toName, rest: targetText }] = [inCluster('--from', `${options.from}`, sources), inCluster('--to', `${options.to}`, sources)];
  const inspections = await inspectClusters(sources, options, io);
  const calls = new ClusterCalls(inspections.clusters);
  const [from, to] = [calls.cluster(fromName), calls.cluster(toName)];
  const client = found('--from', calls.client(from, clientText));
  const target = found('--to', calls.target(from, to, targetText));
  const flow = calls.explain({ from, client, to, target });
  return { flow, placeOf: inspections.placeOf.bind(inspections), isComplete: inspections.problems.length === 0 };
}

function found<T>(option: string, result: Found<T>): T {
  if ('problem' in result) {
    throw new Usage(`${option}: ${printable(result.problem)}.`);
  }
  return result.found;
}

const RENDERERS: Readonly<Record<typeof FORMATS[number], (report: ExplainReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(explainText(report, layoutOf(io))),
  json: explainJson,
  markdown: report => withoutCommands(explainMarkdown(report)),
};
