import { clusterSources, inspectClusters, withClusters } from './cluster-options';
import { Answer, CliCommand, ExitCode } from './command';
import { inspect } from './inspect';
import { Io } from './io';
import { failsOn, Format, formatOf, FORMATS, layoutOf, Options, withCommonOptions, withThreshold } from './options';
import { withProgress } from './progress';
import { version } from './version';
import { CLUSTER_RULES } from '../analysis/clusters/rules';
import { sideBySide } from '../analysis/clusters/side-by-side';
import { RULES } from '../analysis/rules';
import { checkGithub } from '../report/check/github';
import { checkJson } from '../report/check/json';
import { checkMarkdown } from '../report/check/markdown';
import { byPlace, CheckReport, inspected } from '../report/check/report';
import { checkSarif } from '../report/check/sarif';
import { checkText } from '../report/check/text';
import { withoutCommands } from '../report/printable';

/** `cdk8s-mtls check`: what is wrong with the manifests. */
export const checkCommand: CliCommand = {
  describe(program) {
    const parser = program.command('check')
      .description('Report what breaks mutual TLS, or silently goes without it.')
      .addHelpText('after', `
With --cluster, also what is wrong between the clusters is reported, and they are shown side by side: roots, trust domains, modes.`);
    return withThreshold(withCommonOptions(withClusters(parser), FORMATS));
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'check', FORMATS);
    const fails = failsOn(options);
    const sources = clusterSources('check', paths, options);
    const inspection = sources ? await inspectClusters(sources, options, io) : await inspect(paths, options, io);
    const findings = await withProgress('checking', io.stderr, () => inspection.findings());
    const report: CheckReport = {
      findings: byPlace(findings),
      inspected: inspected(inspection.objects),
      problems: inspection.problems,
      ...'clusters' in inspection ? { sideBySide: sideBySide(inspection.clusters) } : {},
    };
    const failed = report.findings.some(({ severity }) => fails(severity));
    return {
      text: RENDERERS[format](report, io),
      exitCode: report.problems.length > 0 ? ExitCode.UNUSABLE : failed ? ExitCode.FINDINGS : ExitCode.CLEAN,
    };
  },
};

const RENDERERS: Readonly<Record<Format, (report: CheckReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(checkText(report, layoutOf(io))),
  json: checkJson,
  sarif: report => checkSarif(report, [...RULES, ...CLUSTER_RULES], version()),
  github: checkGithub,
  markdown: report => withoutCommands(checkMarkdown(report)),
};
