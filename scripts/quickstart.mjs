// npm run quickstart: installs, builds, synthesizes examples/quickstart, and says what was written and what it means.
// Progress goes to stderr and the answer to stdout, which is the same from run to run.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compile, Failure, install, root, run, step } from './shared.mjs';

const example = join(root, 'examples', 'quickstart');

try {
  await install();
  await compile();
  await step('synthesize examples/quickstart', async () => {
    await rm(join(example, 'dist'), { recursive: true, force: true });
    await rm(join(example, 'values'), { recursive: true, force: true });
    await run('ts-node', ['--transpile-only', 'values.ts'], { cwd: example, env: { CDK8S_OUTDIR: 'dist' } });
  });
  process.stderr.write('\n');
  process.stdout.write(await run(process.execPath, [join('scripts', 'summary.mjs'), join('examples', 'quickstart')]));
} catch (error) {
  if (!(error instanceof Failure)) {
    throw error;
  }
  process.stderr.write(`\n${error.output}\n${error.message}\n`);
  process.exitCode = 1;
}
