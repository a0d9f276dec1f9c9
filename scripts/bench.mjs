// Compares what our constructs cost with what cdk8s costs, and our commands with other programs: JSON on standard output,
// progress on standard error. Arguments choose parts: constructs, commands.
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const bench = join(root, 'bench');

// The compiler keeps what it built, and does nothing if nothing changed.
execFileSync(process.execPath, [tsc, '--project', bench], { stdio: ['ignore', process.stderr, 'inherit'] });
// The command line reads its version from there.
copyFileSync(join(root, 'package.json'), join(bench, 'dist', 'package.json'));
execFileSync(process.execPath, [join(bench, 'dist', 'bench', 'main.js'), ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'] });
