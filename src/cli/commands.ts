/* eslint-disable @typescript-eslint/no-require-imports -- a tenth of a small run would be loading the commands that nobody called */
import type * as Check from './check-command';
import type { CliCommand } from './command';
import type * as Diff from './diff-command';
import type * as Explain from './explain-command';
import type * as Flows from './flows-command';
import type * as Gate from './gate-command';
import type * as Plan from './plan-command';
import type * as Schedule from './schedule-command';

/** Loads each command, in the order in which the help lists them. */
const COMMANDS: ReadonlyMap<string, () => CliCommand> = new Map([
  ['check', () => (require('./check-command') as typeof Check).checkCommand],
  ['explain', () => (require('./explain-command') as typeof Explain).explainCommand],
  ['flows', () => (require('./flows-command') as typeof Flows).flowsCommand],
  ['diff', () => (require('./diff-command') as typeof Diff).diffCommand],
  ['gate', () => (require('./gate-command') as typeof Gate).gateCommand],
  ['plan', () => (require('./plan-command') as typeof Plan).planCommand],
  ['schedule', () => (require('./schedule-command') as typeof Schedule).scheduleCommand],
]);

/** The command of a name alone; every command if there is none of that name. */
export function commandsFor(name: string | undefined): readonly CliCommand[] {
  const named = COMMANDS.get(name ?? '');
  return named ? [named()] : Array.from(COMMANDS.values(), load => load());
}
