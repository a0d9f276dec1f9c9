import { Command as Parser, CommanderError } from 'commander';
import { ExitCode } from './command';
import { commandsFor } from './commands';
import { Io } from './io';
import { Usage } from './usage';
import { version } from './version';
import { printable, withoutCommands } from '../report/printable';

const PROGRAM = 'cdk8s-mtls';

/** Runs the program with the arguments that follow its name, and says with which code it ends. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = ExitCode.CLEAN;
  const program = new Parser(PROGRAM)
    .description('Proves from Kubernetes manifests which calls are mutual TLS, which are plaintext, and which are refused.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print how to use this')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText('after', `
Exit codes: 0 nothing to report, 1 findings at or above --fail-on, 2 bad usage or unreadable input.`);
  program.exitOverride().configureOutput({ writeOut: text => io.stdout.write(text), writeErr: () => {} });
  for (const command of commandsFor(argv[0])) {
    command.describe(program).copyInheritedSettings(program).action(async (paths: string[], options: Record<string, unknown>) => {
      const answer = await command.run(paths, options, io);
      io.stdout.write(answer.text);
      exitCode = answer.exitCode;
    });
  }
  try {
    if (argv.length === 0) {
      throw new Usage('no command. Write for example "cdk8s-mtls check manifests/", or see "cdk8s-mtls --help".');
    }
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return failed(error, io);
  }
}

/** Says in one line why the program ends. */
function failed(error: unknown, { stderr }: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) {
    return ExitCode.CLEAN;
  }
  const message = (error instanceof Error ? error.message : `${error}`).trim();
  if (error instanceof CommanderError) {
    stderr.write(line(`${PROGRAM}: ${usage(message)}`));
  } else if (error instanceof Usage) {
    stderr.write(line(`${PROGRAM}: ${message}`));
  } else {
    stderr.write(line(`${PROGRAM}: this is a mistake of ours, not of yours: ${message}. Please report it at https://github.com/cdk8s-mtls/cdk8s-mtls/issues.`));
  }
  return ExitCode.UNUSABLE;
}

/** What the parser complains about, in one line, with where to look. */
function usage(message: string): string {
  const [first, ...rest] = message.replace(/^error: /, '').split('\n');
  const hint = rest.map(text => ` ${text.replace(/^\((.*)\)$/, '$1')}`).join('');
  return `${first}.${hint} See "${PROGRAM} --help".`;
}

function line(text: string): string {
  return `${withoutCommands(printable(text))}\n`;
}
