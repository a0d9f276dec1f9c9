// npm run verify: everything that must hold, in order, stopping at the first failure. Its last line counts the tests.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, Failure, install, root, run, step } from './shared.mjs';

const work = await mkdtemp(join(tmpdir(), 'cdk8s-mtls-verify-'));
const start = performance.now();
const count = { passed: 0, failed: 0, skipped: 0 };

try {
  await install();
  await step('generated files are as projen writes them', generatedFiles);
  await compile();
  await step('API.md describes the library as it is', apiReference);
  await step('style and layers (eslint)', async () => { await run('projen', ['lint']); });
  await step('types of the tests (tsc)', async () => { await run('tsc', ['--project', join('test', 'tsconfig.json'), '--isolatedModules', 'false']); });
  await step('types of the examples (tsc)', async () => { await run('tsc', ['--project', join('examples', 'tsconfig.json')]); });
  await step('tests (jest)', tests);
  await optional('packages for Python, Java and Go', 'verify-packages.mjs');
  await optional('real upstream software as the judge', 'oracles.mjs');
} catch (error) {
  if (!(error instanceof Failure)) {
    throw error;
  }
  console.log(`\n${error.output.trim()}\n\nStopped: ${error.message}`);
  count.failed ||= 1;
  process.exitCode = 1;
} finally {
  await rm(work, { recursive: true, force: true });
}
console.log(`\n${process.exitCode ? 'Not everything holds' : 'Everything holds'}, after ${Math.round((performance.now() - start) / 1000)} s. Tests:`);
console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);

/** What projen generates is never edited by hand. */
async function generatedFiles() {
  if (!existsSync(join(root, '.git'))) {
    return ['skipped: this is no git checkout'];
  }
  const { files } = JSON.parse(await readFile(join(root, '.projen', 'files.json'), 'utf8'));
  const contents = () => Promise.all([...files, 'package-lock.json'].map(async file => [file, existsSync(join(root, file)) ? await readFile(join(root, file), 'utf8') : undefined]));
  const before = new Map(await contents());
  await run('projen', ['--no-post']);
  const changed = (await contents()).filter(([file, content]) => content !== before.get(file)).map(([file]) => file);
  if (changed.length > 0) {
    throw new Failure('generated files differ from what .projenrc.ts says. They are written anew: commit them.', changed.join('\n'));
  }
}

async function apiReference() {
  const fresh = join(work, 'API.md');
  await run('jsii-docgen', ['-o', fresh]);
  if (await readFile(fresh, 'utf8') !== await readFile(join(root, 'API.md'), 'utf8')) {
    throw new Failure('API.md is older than the library. Run "npx projen docgen" and commit it.');
  }
}

async function tests() {
  const report = join(work, 'jest.json');
  try {
    await run('jest', ['--ci', '--silent', '--json', `--outputFile=${report}`]);
  } finally {
    if (existsSync(report)) {
      const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = JSON.parse(await readFile(report, 'utf8'));
      Object.assign(count, { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests + numTodoTests });
    }
  }
}

/** A check that needs more than Node: the script says in lines that begin with "skipped:" what it could not do. */
async function optional(title, script) {
  if (existsSync(join(root, 'scripts', script))) {
    await step(title, async () => {
      const output = await run(process.execPath, [join('scripts', script)]);
      const lines = output.split('\n').filter(line => line.trim() !== '');
      return lines.length <= 5 ? lines : [...lines.filter(line => /^skipped:|\(seed \d+\)/.test(line)), lines.at(-1)];
    });
  }
}
