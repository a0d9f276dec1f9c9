// The programs of test/oracles around the real upstream software: what they need, and how they are built.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'test', 'oracles');

/** Why the oracles cannot run here; undefined if they can. */
export async function whatIsMissing() {
  const needed = /^go (\S+)/m.exec(readFileSync(join(source, 'go.mod'), 'utf8'))[1];
  let found;
  try {
    found = /go(\d+(?:\.\d+)*)/.exec(await outputOf('go', ['env', 'GOVERSION']))?.[1];
  } catch {
    return `there is no Go here, and the oracles need Go ${needed}`;
  }
  return found && atLeast(found, needed) ? undefined : `the Go here is ${found ?? 'of an unknown version'}, and the oracles need ${needed}`;
}

/** Builds the programs unless they are built already, and returns their folder. */
export async function build() {
  const target = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mtls', 'oracles', hashOfSources());
  if (existsSync(target)) {
    process.stdout.write('the oracles are built already\n');
    return target;
  }
  const started = Date.now();
  process.stdout.write('fetching the modules of the oracles\n');
  await progress('modules', ['mod', 'download', '-x'], /\.zip/);
  process.stdout.write(`building the oracles (modules after ${since(started)})\n`);
  mkdirSync(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  try {
    await progress('packages', ['build', '-v', '-ldflags', '-s -w', '-o', `${unfinished}${sep}`, './cmd/...'], /./);
    // Whoever finds the folder finds it whole; another run may have been faster.
    if (!existsSync(target)) {
      renameSync(unfinished, target);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  process.stdout.write(`built the oracles (${since(started)})\n`);
  return target;
}

/** A hash of everything that the programs are built from. */
function hashOfSources() {
  const hash = createHash('sha256');
  const files = readdirSync(source, { recursive: true })
    .map(file => String(file).split(sep).join('/'))
    .filter(file => /(^|\/)go\.(mod|sum)$/.test(file) || (file.endsWith('.go') && !file.endsWith('_test.go')))
    .sort();
  for (const file of files) {
    hash.update(`${file}\0${readFileSync(join(source, file))}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Runs go, and says every ten seconds how many of its lines matched. */
async function progress(what, args, counted) {
  const started = Date.now();
  let count = 0;
  let rest = '';
  let last = [];
  const timer = setInterval(() => process.stdout.write(`  ${count} ${what} after ${since(started)}\n`), 10_000);
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn('go', args, { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.setEncoding('utf8').on('data', text => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        count += lines.filter(line => counted.test(line)).length;
        last = [...last, ...lines].slice(-40);
      });
      child.on('error', reject).on('close', resolve);
    });
    if (code !== 0) {
      process.stderr.write(`${last.join('\n')}\n${rest}\n`);
      throw new Error(`go ${args[0]} in ${relative(root, source)} ended with exit code ${code}`);
    }
  } finally {
    clearInterval(timer);
  }
}

function outputOf(program, args) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(program, args, { env: { ...process.env, GOTOOLCHAIN: 'local' }, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', data => { output += data; });
    child.on('error', reject).on('close', code => code === 0 ? resolve(output) : reject(new Error(`${program} ended with exit code ${code}`)));
  });
}

function atLeast(version, needed) {
  const [have, want] = [version, needed].map(text => text.split('.').map(Number));
  for (let part = 0; part < Math.max(have.length, want.length); part++) {
    const difference = (have[part] ?? 0) - (want[part] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

export function since(started) {
  return `${Math.round((Date.now() - started) / 1000)} s`;
}

/** Runs a program in the project's folder, and returns its exit code. */
export function start(program, args, env) {
  return new Promise((resolve, reject) => {
    spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' }).on('error', reject).on('close', code => resolve(code ?? 1));
  });
}
