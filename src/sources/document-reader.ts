import { Chunk, chunksOf, ChunkValues, valuesOfChunk } from './chunks';
import { DocumentMemory } from './document-memory';
import { DocumentRange } from './documents';
import { Limits } from './limits';
import { TextValue, valuesOf } from './parse';
import { ReadAhead } from './read-ahead';
import { Text } from './text';

/** Parses the documents of texts, which are asked for in their order. */
export class DocumentReader {
  /** What is parsed together, in order. */
  private readonly chunks = new Map<Text, Chunk[]>();
  private readonly ahead?: ReadAhead;
  private last?: { readonly chunk: Chunk; readonly values: ChunkValues };

  constructor(texts: readonly Text[], private readonly limits: Limits, private readonly memory?: DocumentMemory) {
    // Of a second state most documents are known, and the others are few.
    if (!memory || memory.isEmpty) {
      texts.forEach(text => this.chunks.set(text, [...chunksOf(text)]));
      this.ahead = ReadAhead.of([...this.chunks.values()].flat(), limits);
    }
  }

  /** The values of a document. Throws a `TextError` at what cannot be read, after all that could be. */
  public valuesOf(text: Text, document: DocumentRange, chars: string): Iterable<TextValue> {
    const read = () => this.inChunk(text, document) ?? valuesOf(chars, this.limits);
    return this.memory ? this.memory.valuesOf(chars, read) : read();
  }

  public stop(): void {
    this.ahead?.stop();
  }

  private inChunk(text: Text, { start }: DocumentRange): readonly TextValue[] | undefined {
    const chunks = this.chunks.get(text) ?? [];
    while (chunks.length > 0 && chunks[0].end <= start) {
      chunks.shift();
    }
    const [chunk] = chunks;
    if (!chunk || chunk.start > start) {
      return undefined;
    }
    if (this.last?.chunk !== chunk) {
      this.last = { chunk, values: this.ahead?.take(chunk) ?? valuesOfChunk(text.bytes.subarray(chunk.start, chunk.end), this.limits) };
    }
    const value = this.last.values.get(start - chunk.start);
    return value && [value];
  }
}
