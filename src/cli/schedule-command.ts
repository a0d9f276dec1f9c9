import { Answer, CliCommand, ExitCode } from './command';
import { inspect } from './inspect';
import { Io } from './io';
import { failsOn, formatOf, layoutOf, Options, withCommonOptions, withThreshold } from './options';
import { withProgress } from './progress';
import { Usage } from './usage';
import { scheduleOf } from '../analysis/schedule/schedule';
import { documentInFile } from '../inspection';
import { printable, withoutCommands } from '../report/printable';
import { scheduleJson } from '../report/schedule/json';
import { scheduleMarkdown } from '../report/schedule/markdown';
import { ScheduleReport } from '../report/schedule/report';
import { scheduleText } from '../report/schedule/text';

const FORMATS = ['text', 'json', 'markdown'] as const;

/** `cdk8s-mtls schedule`: when each certificate is issued, renewed and at its end. */
export const scheduleCommand: CliCommand = {
  describe(program) {
    const parser = program.command('schedule')
      .description('Say when every certificate is issued, renewed and at its end, and what outlives its CA.')
      .argument('<path...>', 'files and folders of manifests; "-" is standard input')
      .option('--istio-csr-values <file>', 'the Helm values of istio-csr (default: as its Deployment among the manifests has it)');
    return withThreshold(withCommonOptions(parser, FORMATS));
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'schedule', FORMATS);
    const fails = failsOn(options);
    const istioCsrValues = valuesIn(options.istioCsrValues);
    const { inventory, context, problems } = await inspect(paths, options, io);
    const schedule = await withProgress('computing', io.stderr, () => scheduleOf(inventory, context, {
      ...istioCsrValues === undefined ? {} : { istioCsrValues },
      meshConfigIsGiven: options.meshConfig !== undefined,
    }));
    const failed = schedule.problems.some(({ severity }) => fails(severity));
    return {
      text: RENDERERS[format]({ ...schedule, unread: problems.length }, io),
      exitCode: problems.length > 0 ? ExitCode.UNUSABLE : failed ? ExitCode.FINDINGS : ExitCode.CLEAN,
    };
  },
};

function valuesIn(file: unknown): unknown {
  if (typeof file !== 'string') {
    return undefined;
  }
  const read = documentInFile(file);
  if ('problem' in read) {
    const { message, line } = read.problem;
    throw new Usage(`--istio-csr-values: ${printable(`${file}${line === undefined ? '' : `:${line}`} ${message}`)}.`);
  }
  return read.value;
}

const RENDERERS: Readonly<Record<typeof FORMATS[number], (report: ScheduleReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(scheduleText(report, layoutOf(io))),
  json: scheduleJson,
  markdown: report => withoutCommands(scheduleMarkdown(report)),
};
