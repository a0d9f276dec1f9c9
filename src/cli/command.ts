import { Command as Parser } from 'commander';
import { Io } from './io';

/** What a command answers. */
export interface Answer {
  /** For standard output. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

export enum ExitCode {
  CLEAN = 0,
  /** There are findings at or above the threshold. */
  FINDINGS = 1,
  /** The program was called wrongly, or something could not be read. */
  UNUSABLE = 2,
}

/** One command of the program. To add one is to add its file, and a line in `commands.ts`. */
export interface CliCommand {
  /** Says how the command is called: its name, its arguments, its options. */
  describe(program: Parser): Parser;
  /** Does it. Throws a `Usage` error if it was called wrongly. */
  run(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<Answer>;
}
