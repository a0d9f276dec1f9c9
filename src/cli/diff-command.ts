import { Answer, CliCommand, ExitCode } from './command';
import { inspectStates } from './inspect';
import { Io } from './io';
import { failsOn, Format, formatOf, FORMATS, layoutOf, Options, withCommonOptions, withThreshold } from './options';
import { withProgress } from './progress';
import { Usage } from './usage';
import { version } from './version';
import { compare } from '../analysis/diff/compare';
import { differencesOf } from '../analysis/diff/difference';
import { ObjectReference, Origin } from '../core/finding';
import { Inspection } from '../inspection';
import { diffGithub } from '../report/diff/github';
import { diffJson } from '../report/diff/json';
import { diffMarkdown } from '../report/diff/markdown';
import { DiffReport } from '../report/diff/report';
import { diffSarif } from '../report/diff/sarif';
import { diffText } from '../report/diff/text';
import { withoutCommands } from '../report/printable';

/** `cdk8s-mtls diff`: what a change makes of every call, also while it is rolled out. */
export const diffCommand: CliCommand = {
  describe(program) {
    const parser = program.command('diff')
      .description('Say what a change makes of calls and of trust, also while it is rolled out.')
      .usage('[options] <before> <after>')
      .argument('<before-after...>', 'two files or folders of manifests; one of them may be "-", standard input')
      .option('--all-pairs', 'of every workload to every port of every Service, ServiceEntry and workload, declared or not');
    return withThreshold(withCommonOptions(parser, FORMATS));
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'diff', FORMATS);
    const fails = failsOn(options);
    const [before, after] = await bothOf(paths, options, io);
    const diff = await withProgress('comparing', io.stderr, () => compare(before, after, { allPairs: options.allPairs === true }));
    const problems = [...before.problems, ...after.problems];
    const failed = differencesOf(diff).some(({ severity }) => severity !== 'info' && fails(severity));
    return {
      text: RENDERERS[format]({ diff, placeOf: object => placeOf(object, before, after), problems }, io),
      exitCode: problems.length > 0 ? ExitCode.UNUSABLE : failed ? ExitCode.FINDINGS : ExitCode.CLEAN,
    };
  },
};

async function bothOf(paths: readonly string[], options: Options, io: Io): Promise<[before: Inspection, after: Inspection]> {
  const [before, after] = paths;
  if (paths.length !== 2) {
    throw new Usage(`"diff" compares two files or folders, and not ${paths.length}. Write for example "cdk8s-mtls diff old/ new/".`);
  }
  if (before === '-' && after === '-') {
    throw new Usage('"diff" can read one of the two from standard input, and not both. Give the other as a file or folder.');
  }
  return inspectStates([before], [after], options, io);
}

/** Where an object is written after the change, or before it where it is gone. */
function placeOf(object: ObjectReference, before: Inspection, after: Inspection): Origin {
  const place = after.placeOf(object);
  return place.file === undefined && place.constructPath === undefined ? before.placeOf(object) : place;
}

const RENDERERS: Readonly<Record<Format, (report: DiffReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(diffText(report, layoutOf(io))),
  json: diffJson,
  sarif: report => diffSarif(report, version()),
  github: diffGithub,
  markdown: report => withoutCommands(diffMarkdown(report)),
};
