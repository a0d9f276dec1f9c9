// npm run control-plane: a real API server with cert-manager's and trust-manager's own controllers, on this machine, until Ctrl+C.
import { join } from 'node:path';
import { build, start, whatIsMissing } from './oracle-programs.mjs';

const missing = await whatIsMissing();
if (missing) {
  process.stderr.write(`${missing}.\n`);
  process.exitCode = 1;
} else {
  process.on('SIGINT', () => {}); // the program below ends by it, and cleans up
  const serve = [join('node_modules', 'ts-node', 'dist', 'bin.js'), '--transpile-only', '--project', join('projenrc', 'tsconfig.json'), join('test', 'oracles', 'control-plane', 'serve.ts')];
  process.exitCode = await start(process.execPath, [...serve, ...process.argv.slice(2)], { CDK8S_MTLS_ORACLES: await build() });
}
