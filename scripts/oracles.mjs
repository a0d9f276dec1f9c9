// npm run oracles: builds the programs of test/oracles around the real upstream software, and runs the tests that ask them.
// What a machine lacks is skipped aloud. With --record the answers are written down too, for machines without Go: `npm run oracles -- --record`.
import { join } from 'node:path';
import { build, since, start, whatIsMissing } from './oracle-programs.mjs';
import { findPrometheus } from './prometheus.mjs';

const record = process.argv.includes('--record');

const missing = await whatIsMissing();
const prometheus = await findPrometheus();
if (missing) {
  process.stdout.write(`skipped: ${missing}. The recorded answers in test/oracles/vectors are replayed by the tests instead.\n`);
}
if (prometheus.missing) {
  process.stdout.write(`skipped: ${prometheus.missing}. The gates are not tried on a real one.\n`);
}
if (!missing || prometheus.folder) {
  process.exitCode = await main();
}

async function main() {
  const binaries = missing ? undefined : await build();
  const started = Date.now();
  const tests = missing ? ['test/oracles/prometheus'] : ['test/oracles', 'test/real'];
  const code = await start(process.execPath, [join('node_modules', 'jest', 'bin', 'jest.js'), ...tests], {
    ...binaries ? { CDK8S_MTLS_ORACLES: binaries } : {},
    ...prometheus.folder ? { CDK8S_MTLS_PROMETHEUS: prometheus.folder } : {},
    ...record ? { CDK8S_MTLS_ORACLES_RECORD: '1' } : {},
  });
  process.stdout.write(`${code === 0 ? 'the real software agrees' : 'the real software does not agree, see above'} (${since(started)})\n`);
  return code;
}
