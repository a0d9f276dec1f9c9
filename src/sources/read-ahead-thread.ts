import { workerData } from 'node:worker_threads';
import { valuesOfChunk } from './chunks';
import { pack } from './packed';
import { BatchRead, takes, Task } from './read-ahead';

const task: Task = workerData;
const bytes = Buffer.from(task.bytes);
const taken = new Int32Array(task.taken);

// From the last one on: the thread that asks for them begins with the first.
for (let batch = task.batches.length - 1; batch >= 0; batch--) {
  if (takes(taken, batch)) {
    const chunks = task.batches[batch].map(([from, to]) => pack(valuesOfChunk(bytes.subarray(from, to), task.limits)));
    task.port.postMessage({ batch, chunks } satisfies BatchRead);
  }
}
