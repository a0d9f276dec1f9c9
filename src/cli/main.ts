#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { run } from './run';

// A command is over in seconds. Compiling functions together with so many that they call, as V8 does by itself, takes
// a fifth of those, and does not make up for it before the end.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');

// Whoever reads our output may stop doing so: "cdk8s-mtls flows . | head" is no error.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
    throw error;
  }
});

void run(process.argv.slice(2), process).then(exitCode => { process.exitCode = exitCode; });
