import { TextValue } from './parse';

/**
 * The values of documents that were read before. Two states of the same manifests have most documents
 * in common, which then are read once. Keeping the texts costs little: values are parts of them.
 */
export class DocumentMemory {
  private readonly known = new Map<string, readonly TextValue[]>();

  public get isEmpty(): boolean {
    return this.known.size === 0;
  }

  /** The values of a text, as they are known, or as they are read. What was not read to its end, because of an error or a limit, is read again. */
  public* valuesOf(text: string, read: () => Iterable<TextValue>): Generator<TextValue> {
    const known = this.known.get(text);
    if (known) {
      yield* known;
      return;
    }
    const values: TextValue[] = [];
    for (const value of read()) {
      values.push(value);
      yield value;
    }
    this.known.set(text, values);
  }
}
