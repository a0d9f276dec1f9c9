// Compares what our constructs cost with what cdk8s costs: JSON on standard output, progress on standard error.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const bench = join(root, 'bench');

// The compiler keeps what it built, and does nothing if nothing changed.
execFileSync(process.execPath, [tsc, '--project', bench], { stdio: ['ignore', process.stderr, 'inherit'] });
execFileSync(process.execPath, [join(bench, 'dist', 'bench', 'main.js')], { stdio: ['ignore', 'inherit', 'inherit'] });
