import { createHash } from 'node:crypto';
import { Limits } from './limits';
import { TextValue, valuesOf } from './parse';

/**
 * The values of documents that were read before. Two states of the same manifests have most documents
 * in common, which then are read once. Their texts are not kept, but what tells them apart.
 */
export class DocumentMemory {
  private readonly known = new Map<string, readonly TextValue[]>();

  /** As `valuesOf`. What was not read to its end, because of an error or a limit, is read again. */
  public* valuesOf(text: string, limits: Limits): Generator<TextValue> {
    const digest = createHash('sha256').update(text).digest('base64');
    const known = this.known.get(digest);
    if (known) {
      yield* known;
      return;
    }
    const values: TextValue[] = [];
    for (const value of valuesOf(text, limits)) {
      values.push(value);
      yield value;
    }
    this.known.set(digest, values);
  }
}
