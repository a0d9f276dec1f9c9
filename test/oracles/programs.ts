import { ChildProcess, execFileSync, spawn } from 'child_process';
import { join } from 'path';

/** The folder of the programs, which `npm run oracles` sets; undefined where their recorded answers are replayed. */
const folder = process.env.CDK8S_MTLS_ORACLES;

/** Whether the real software is asked. */
export const live = folder !== undefined;

/** Whether its answers are written down. */
export const recording = live && process.env.CDK8S_MTLS_ORACLES_RECORD !== undefined;

/** How long the real software may take for everything that a test file asks. */
export const PATIENCE = 20 * 60_000;

/** Runs a program: JSON in, JSON out. */
export function run(program: 'admission' | 'calls' | 'crossings' | 'helmvalues' | 'renewals', input: object): any {
  const output = execFileSync(join(folder!, program), ['-modules', __dirname], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    timeout: PATIENCE,
  });
  return JSON.parse(output);
}

/** Starts a program that runs until its standard input ends. */
export function spawnProgram(program: 'controlplane', args: string[]): ChildProcess {
  if (folder === undefined) {
    throw new Error('the programs are not built: npm run oracles');
  }
  return spawn(join(folder, program), ['-modules', __dirname, ...args], { stdio: 'pipe' });
}
