import { Worker } from 'node:worker_threads';
import { Output } from './io';

/** How long somebody waits without wondering. */
const PATIENCE = 1000;

/** Reading and checking leave the main thread no moment to speak: another one does. */
const SPEAKER = `
const { workerData: { state, what, patience } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
for (let beats = 1; Atomics.wait(state, 0, 0, patience) === 'timed-out'; beats++) {
  Atomics.store(state, 1, 1);
  writeSync(2, '\\r' + what + ' … ' + Math.round(beats * patience / 1000) + ' s');
}`;

/** Does some work, and says so to whoever watches if it takes longer than a second. */
export async function withProgress<T>(what: string, output: Output, work: () => T | Promise<T>): Promise<T> {
  if (output.isTTY !== true) {
    return work();
  }
  const state = new Int32Array(new SharedArrayBuffer(8));
  const speaker = new Worker(SPEAKER, { eval: true, workerData: { state, what, patience: PATIENCE } });
  // Who cannot speak is no reason not to work.
  speaker.on('error', () => {});
  try {
    return await work();
  } finally {
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    await speaker.terminate();
    if (Atomics.load(state, 1) === 1) {
      output.write('\r\u001b[K');
    }
  }
}
