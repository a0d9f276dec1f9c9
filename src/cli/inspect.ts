import { Io } from './io';
import { Options, settingsOf, timeOf } from './options';
import { withProgress } from './progress';
import { Inspection } from '../inspection';
import { printable, withoutCommands } from '../report/printable';

/** Reads what a command is asked about, and says on standard error what of it could not be read. */
export async function inspect(paths: readonly string[], options: Options, io: Io): Promise<Inspection> {
  const now = timeOf(options, io);
  const inspection = await withProgress('reading manifests', io.stderr, () => Inspection.of(paths, { settings: settingsOf(options), now, stdin: io.stdin }));
  reportProblems(inspection.problems, io);
  return inspection;
}

/** Says on standard error what could not be read. */
export function reportProblems(problems: Inspection['problems'], { stderr }: Io): void {
  for (const { file, line, message } of problems) {
    stderr.write(`${withoutCommands(printable(`${file}${line === undefined ? '' : `:${line}`}: ${message}`))}\n`);
  }
}
