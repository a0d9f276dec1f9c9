import { Io } from './io';
import { Options, settingsOf, timeOf } from './options';
import { withProgress } from './progress';
import { Inspection, InspectionOptions } from '../inspection';
import { printable, withoutCommands } from '../report/printable';

/** Reads what a command is asked about, and says on standard error what of it could not be read. */
export async function inspect(paths: readonly string[], options: Options, io: Io): Promise<Inspection> {
  const inspection = await withProgress('reading manifests', io.stderr, () => Inspection.of(paths, inspectionOptions(options, io)));
  reportProblems(inspection.problems, io);
  return inspection;
}

/** The same of two states of the manifests. What they have in common is read once. */
export async function inspectStates(
  first: readonly string[], second: readonly string[], options: Options, io: Io,
): Promise<[Inspection, Inspection]> {
  const states = await withProgress('reading manifests', io.stderr, () => Inspection.ofStates(first, second, inspectionOptions(options, io)));
  states.forEach(({ problems }) => reportProblems(problems, io));
  return states;
}

function inspectionOptions(options: Options, io: Io): InspectionOptions {
  return { settings: settingsOf(options), now: timeOf(options, io), stdin: io.stdin };
}

/** Says on standard error what could not be read. */
export function reportProblems(problems: Inspection['problems'], { stderr }: Io): void {
  for (const { file, line, message } of problems) {
    stderr.write(`${withoutCommands(printable(`${file}${line === undefined ? '' : `:${line}`}: ${message}`))}\n`);
  }
}
