#!/usr/bin/env node
import { run } from './run';

// Whoever reads our output may stop doing so: "cdk8s-mtls flows . | head" is no error.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
    throw error;
  }
});

void run(process.argv.slice(2), process).then(exitCode => { process.exitCode = exitCode; });
