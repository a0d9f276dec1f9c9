import { nextDocument, splitDocuments } from './documents';
import { Limits } from './limits';
import { joins, TextValue, valuesOf, valuesOfAll } from './parse';
import { Text } from './text';

/** Documents of a text that follow each other: the bytes from `start` up to `end`. */
export interface Chunk {
  readonly text: Text;
  readonly start: number;
  readonly end: number;
}

/** The values of the documents of a chunk that hold one and have nothing wrong, by where in it they begin. */
export type ChunkValues = ReadonlyMap<number, TextValue>;

/** Enough that one more document would save little. */
const LEAST_BYTES = 64 * 1024;
/** Parsing takes many times the memory of the text, until the last document of a chunk is parsed. */
const MOST_BYTES = 256 * 1024;

/** A text in chunks, without what is too large for one. */
export function* chunksOf(text: Text): Generator<Chunk> {
  const { bytes } = text;
  for (let start = 0, end; start < bytes.length; start = end) {
    end = nextDocument(bytes, start + LEAST_BYTES);
    if (end - start <= MOST_BYTES) {
      yield { text, start, end };
    }
  }
}

/** The values of a chunk's bytes. Its documents are parsed together, or else one by one. */
export function valuesOfChunk(bytes: Buffer, limits: Limits): ChunkValues {
  const documents = Array.from(splitDocuments(bytes), ({ start, end }) => ({ start, text: bytes.toString('utf8', start, end) }));
  const joining = documents.filter(({ text }) => joins(text));
  const together = joining.length > 1 ? valuesOfAll(joining.map(({ text }) => text), limits) : undefined;
  const values = new Map<number, TextValue>(together?.map((value, index) => [joining[index].start, value]));
  for (const { start, text } of documents) {
    const value = values.has(start) ? undefined : onlyValueOf(text, limits);
    if (value) {
      values.set(start, value);
    }
  }
  return values;
}

function onlyValueOf(text: string, limits: Limits): TextValue | undefined {
  try {
    const [value, ...others] = valuesOf(text, limits);
    return others.length === 0 ? value : undefined;
  } catch {
    // What is wrong with it is said when it is read by itself.
    return undefined;
  }
}
