import { Answer, CliCommand, ExitCode } from './command';
import { inspect } from './inspect';
import { Io } from './io';
import { formatOf, layoutOf, Options, withCommonOptions } from './options';
import { Usage } from './usage';
import { callsOf } from '../analysis/flows/calls';
import { findTarget, findWorkload, Found } from '../analysis/flows/target';
import { explainJson } from '../report/explain/json';
import { explainMarkdown } from '../report/explain/markdown';
import { ExplainReport } from '../report/explain/report';
import { explainText } from '../report/explain/text';
import { printable, withoutCommands } from '../report/printable';

const FORMATS = ['text', 'json', 'markdown'] as const;

/** `cdk8s-mtls explain`: what becomes of one call, and why. */
export const explainCommand: CliCommand = {
  describe(program) {
    const parser = program.command('explain')
      .description('Say of one call whether it is mutual TLS, TLS, plaintext or refused, and why.')
      .argument('<path...>', 'files and folders of manifests; "-" is standard input')
      .requiredOption('--from <namespace/workload>', 'who calls, for example shop/web')
      .requiredOption('--to <namespace/service-or-workload:port>', 'who is called, for example shop/cart:7070 or api.example.com:443');
    return withCommonOptions(parser, FORMATS);
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'explain', FORMATS);
    const inspection = await inspect(paths, options, io);
    const { inventory, context, problems } = inspection;
    const calls = callsOf(inventory, context);
    const client = found('--from', findWorkload(`${options.from}`, inventory));
    const target = found('--to', findTarget(`${options.to}`, inventory, calls));
    const report = { flow: calls.explain(client, target), placeOf: inspection.placeOf.bind(inspection) };
    return { text: RENDERERS[format](report, io), exitCode: problems.length > 0 ? ExitCode.UNUSABLE : ExitCode.CLEAN };
  },
};

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
