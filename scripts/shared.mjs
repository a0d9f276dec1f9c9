// What the scripts share. They run on a fresh clone, so they import nothing but Node itself.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A program that ended with something else than success. Its output says why. */
export class Failure extends Error {
  constructor(message, output = '') {
    super(message);
    this.output = output;
  }
}

/** Runs a program from the root of the repository and returns what it printed. */
export function run(program, args = [], { env = {}, cwd = root } = {}) {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, PATH: path, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', data => { output += data; });
    child.stderr.on('data', data => { output += data; });
    child.on('error', error => reject(new Failure(`${program} cannot be started: ${error.message}`)));
    child.on('close', code => code === 0 ? resolve(output) : reject(new Failure(`${[program, ...args].join(' ')} ended with exit code ${code}`, output)));
  });
}

/** Does one step of a job, in one line: what it is, how it went, how long it took; and in further lines what the work has to say. */
export async function step(title, work) {
  const start = performance.now();
  const shown = process.stderr.isTTY;
  if (shown) {
    process.stderr.write(`… ${title}`);
  }
  const line = mark => process.stderr.write(`${shown ? '\r\u001b[K' : ''}${mark} ${title.padEnd(58)} ${seconds(performance.now() - start)}\n`);
  try {
    const remarks = await work() ?? [];
    line(remarks.length > 0 && remarks.every(remark => remark.startsWith('skipped:')) ? '-' : '✓');
    remarks.forEach(remark => process.stderr.write(`    ${remark}\n`));
  } catch (error) {
    line('✗');
    throw error;
  }
}

/** Installs the dependencies if they are missing, or older than the lock file. */
export async function install() {
  if (!isInstalled()) {
    await step('install the dependencies (npm ci)', async () => { await run('npm', ['ci', '--no-audit', '--no-fund']); });
  }
}

/** Compiles the library with jsii. */
export async function compile() {
  await step('compile the library (jsii)', async () => { await run('projen', ['compile']); });
}

function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}
