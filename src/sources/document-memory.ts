import { Limits } from './limits';
import { TextValue, valuesOf } from './parse';

/**
 * The values of documents that were read before. Two states of the same manifests have most documents
 * in common, which then are read once. Keeping the texts costs little: values are parts of them.
 */
export class DocumentMemory {
  private readonly known = new Map<string, readonly TextValue[]>();

  /** As `valuesOf`. What was not read to its end, because of an error or a limit, is read again. */
  public* valuesOf(text: string, limits: Limits): Generator<TextValue> {
    const known = this.known.get(text);
    if (known) {
      yield* known;
      return;
    }
    const values: TextValue[] = [];
    for (const value of valuesOf(text, limits)) {
      values.push(value);
      yield value;
    }
    this.known.set(text, values);
  }
}
