import { checkCommand } from './check-command';
import { CliCommand } from './command';
import { diffCommand } from './diff-command';
import { explainCommand } from './explain-command';
import { flowsCommand } from './flows-command';
import { gateCommand } from './gate-command';
import { planCommand } from './plan-command';
import { scheduleCommand } from './schedule-command';

/** Every command, in the order in which the help lists them. */
export const COMMANDS: readonly CliCommand[] = [
  checkCommand,
  explainCommand,
  flowsCommand,
  diffCommand,
  gateCommand,
  planCommand,
  scheduleCommand,
];
