import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Chunk, ChunkValues } from './chunks';
import { Limits } from './limits';
import { unpack } from './packed';

/** What a thread that reads ahead is given. */
export interface Task {
  readonly limits: Limits;
  /** The bytes of all chunks. */
  readonly bytes: SharedArrayBuffer;
  /** Where in these each chunk of a batch is. */
  readonly batches: ReadonlyArray<ReadonlyArray<readonly [from: number, to: number]>>;
  /** A number for each batch: 1 if a thread has taken it. */
  readonly taken: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** What it answers: the values of each chunk of a batch, packed. */
export interface BatchRead {
  readonly batch: number;
  readonly chunks: readonly string[];
}

/** Small files are handed over together: each message has its price. */
const BATCH_BYTES = 64 * 1024;
/** The bytes are copied for the threads. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Until a thread has started, this one parses some hundred kilobytes. */
const BYTES_WORTH_A_THREAD = 2 * 1024 * 1024;
const MOST_THREADS = 3;

/**
 * Other threads that parse chunks, from the last one on, while this one parses them from the first. This one never
 * waits: what is not there when it is needed it parses itself. A thread that fails therefore costs nothing but time.
 */
export class ReadAhead {
  /** Starts as many threads as are worth it, if any. */
  public static of(chunks: readonly Chunk[], limits: Limits): ReadAhead | undefined {
    const bytes = chunks.reduce((sum, chunk) => sum + sizeOf(chunk), 0);
    const threads = Math.min(availableParallelism() - 1, MOST_THREADS, Math.floor(bytes / BYTES_WORTH_A_THREAD));
    return threads > 0 ? new ReadAhead(batchesOf(chunks), threads, limits) : undefined;
  }

  private readonly batchOf: ReadonlyMap<Chunk, number>;
  private readonly taken: Int32Array;
  private readonly threads: readonly Thread[];
  /** What was answered and not asked for yet. */
  private readonly answers = new Map<Chunk, string>();

  private constructor(private readonly batches: readonly (readonly Chunk[])[], threads: number, limits: Limits) {
    this.batchOf = new Map(batches.flatMap((chunks, batch) => chunks.map(chunk => [chunk, batch])));
    const taken = new SharedArrayBuffer(batches.length * Int32Array.BYTES_PER_ELEMENT);
    this.taken = new Int32Array(taken);
    const task = { limits, taken, ...copied(batches) };
    this.threads = Array.from({ length: threads }, () => startThread(task)).flatMap(thread => thread ?? []);
  }

  /** The values of a chunk, if another thread has parsed it. If none has yet, none will begin to. */
  public take(chunk: Chunk): ChunkValues | undefined {
    const batch = this.batchOf.get(chunk);
    if (batch === undefined || takes(this.taken, batch)) {
      return undefined;
    }
    this.receive();
    const answer = this.answers.get(chunk);
    this.answers.delete(chunk);
    return answer === undefined ? undefined : unpack(answer);
  }

  public stop(): void {
    for (const { worker, port } of this.threads) {
      port.close();
      void worker.terminate();
    }
  }

  private receive(): void {
    for (const { port } of this.threads) {
      for (let received = receiveMessageOnPort(port); received; received = receiveMessageOnPort(port)) {
        const { batch, chunks } = received.message as BatchRead;
        this.batches[batch].forEach((chunk, index) => this.answers.set(chunk, chunks[index]));
      }
    }
  }
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** Takes a batch, if no thread has. */
export function takes(taken: Int32Array, batch: number): boolean {
  return Atomics.compareExchange(taken, batch, 0, 1) === 0;
}

function sizeOf({ start, end }: Chunk): number {
  return end - start;
}

/** The chunks to read ahead. */
function batchesOf(chunks: readonly Chunk[]): Chunk[][] {
  const batches: Chunk[][] = [];
  let [all, inBatch] = [0, BATCH_BYTES];
  for (const chunk of chunks) {
    all += sizeOf(chunk);
    if (all > MOST_BYTES) {
      break;
    }
    if (inBatch >= BATCH_BYTES) {
      batches.push([]);
      inBatch = 0;
    }
    inBatch += sizeOf(chunk);
    batches[batches.length - 1].push(chunk);
  }
  return batches;
}

/** The chunks where every thread can read them. */
function copied(batches: readonly (readonly Chunk[])[]): Pick<Task, 'bytes' | 'batches'> {
  const bytes = new SharedArrayBuffer(batches.flat().reduce((sum, chunk) => sum + sizeOf(chunk), 0));
  const copy = Buffer.from(bytes);
  let at = 0;
  return {
    bytes,
    batches: batches.map(chunks => chunks.map(({ text, start, end }) => {
      const from = at;
      at += text.bytes.copy(copy, from, start, end);
      return [from, at] as const;
    })),
  };
}

/** Starts a thread, where Node may. One that cannot go on leaves the rest to this one, which then says what is wrong. */
function startThread(task: Omit<Task, 'port'>): Thread | undefined {
  const { port1: port, port2 } = new MessageChannel();
  const workerData: Task = { ...task, port: port2 };
  try {
    const worker = new Worker(join(__dirname, 'read-ahead-thread.js'), { workerData, transferList: [port2], execArgv: [] });
    worker.on('error', () => {});
    worker.unref();
    return { worker, port };
  } catch {
    port.close();
    return undefined;
  }
}
