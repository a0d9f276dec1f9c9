import { Answer, CliCommand, ExitCode } from './command';
import { inspect, inspectStates } from './inspect';
import { Io } from './io';
import { formatOf, layoutOf, Options, withCommonOptions } from './options';
import { withProgress } from './progress';
import { Usage } from './usage';
import { ObjectReference, Origin } from '../core/finding';
import { Inspection } from '../inspection';
import { planOf } from '../plan/plan-of';
import { planJson } from '../report/plan/json';
import { planMarkdown } from '../report/plan/markdown';
import { mayBeDeployed, PlanReport } from '../report/plan/report';
import { planText } from '../report/plan/text';
import { withoutCommands } from '../report/printable';

const FORMATS = ['text', 'json', 'markdown'] as const;

/** `cdk8s-mtls plan`: where a change stands, the next step of it, and what must be true before. */
export const planCommand: CliCommand = {
  describe(program) {
    const parser = program.command('plan')
      .description('Say where a change in several steps stands, what comes next, and what must be true before.')
      .argument('<path...>', 'files and folders of manifests; "-" is standard input')
      .option('--deployed <path>', 'the manifests as they are deployed, a file, a folder, or "-": what deploying the others would do');
    return withCommonOptions(parser, FORMATS);
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'plan', FORMATS);
    const { deployed: path } = options as { readonly deployed?: string };
    if (path === '-' && paths.includes('-')) {
      throw new Usage('"plan" can read the manifests or what is deployed from standard input, and not both. Give one of them as a file or folder.');
    }
    const [manifests, deployed] = path === undefined ? [await inspect(paths, options, io)] : await inspectStates(paths, [path], options, io);
    const plan = await withProgress('planning', io.stderr, () => planOf(manifests, deployed));
    const problems = manifests.problems.length + (deployed?.problems.length ?? 0);
    const isUsable = problems + plan.problems.length === 0;
    return {
      text: RENDERERS[format]({ plan, placeOf: object => placeOf(object, manifests, deployed), paths, problems }, io),
      exitCode: !isUsable ? ExitCode.UNUSABLE : mayBeDeployed(plan) ? ExitCode.CLEAN : ExitCode.FINDINGS,
    };
  },
};

/** Where an object is written, in the manifests if it is there. */
function placeOf(object: ObjectReference, manifests: Inspection, deployed: Inspection | undefined): Origin {
  const place = manifests.placeOf(object);
  return place.file === undefined && place.constructPath === undefined && deployed ? deployed.placeOf(object) : place;
}

const RENDERERS: Readonly<Record<typeof FORMATS[number], (report: PlanReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(planText(report, layoutOf(io))),
  json: planJson,
  markdown: report => withoutCommands(planMarkdown(report)),
};
