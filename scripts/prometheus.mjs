// The real Prometheus that the gates are tried on: the one that is installed, else the package of the distribution,
// unpacked beside the other oracles, so that nothing is installed and no service starts.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['prometheus', 'promtool'];

/** The folder with the programs, or why there is none. */
export async function findPrometheus() {
  const installed = (process.env.PATH ?? '').split(delimiter).find(hasPrograms);
  if (installed) {
    return { folder: installed };
  }
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mtls', 'prometheus');
  const folder = join(cache, 'usr', 'bin');
  if (!hasPrograms(folder)) {
    try {
      await unpackPackage(cache);
    } catch (error) {
      return { missing: `there is no Prometheus here, and no package of it: ${error.message}` };
    }
  }
  return { folder };
}

async function unpackPackage(cache) {
  mkdirSync(join(cache, '..'), { recursive: true });
  const work = mkdtempSync(`${cache}.`);
  try {
    process.stdout.write('fetching the package of Prometheus\n');
    try {
      await run('apt-get', ['download', 'prometheus'], work);
    } catch (error) {
      // The lists of packages may be missing or old; only root may renew them.
      if (error.code === 'ENOENT' || process.getuid?.() !== 0) {
        throw error;
      }
      await run('apt-get', ['update'], work);
      await run('apt-get', ['download', 'prometheus'], work);
    }
    const file = readdirSync(work).find(name => name.endsWith('.deb'));
    await run('dpkg-deb', ['--extract', file, 'unpacked'], work);
    if (!hasPrograms(join(work, 'unpacked', 'usr', 'bin'))) {
      throw new Error('the package does not contain its programs');
    }
    // Whoever finds the folder finds it whole; another run may have been faster.
    if (!existsSync(cache)) {
      renameSync(join(work, 'unpacked'), cache);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function hasPrograms(folder) {
  try {
    PROGRAMS.forEach(name => accessSync(join(folder, name), constants.X_OK));
    return true;
  } catch {
    return false;
  }
}

function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', data => { errors += data; });
    child.on('error', reject).on('close', code => code === 0 ? resolve() : reject(new Error(`${program} ${args[0]}: ${errors.trim().split('\n').at(-1) || `exit code ${code}`}`)));
  });
}
