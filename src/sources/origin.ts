import { DocumentRange } from './documents';
import { Locator, Step } from './locator';
import { Origin } from '../core/finding';

/** A text that can be read again: a range of its bytes. */
export type Source = (from: number, to: number) => Buffer;

/** Where in a source an object is. */
export interface Place {
  readonly source: Source;
  readonly document: DocumentRange;
  /** The part of the document that is a text by itself; all of it if absent. */
  readonly part?: readonly [from: number, to: number];
  /** The way to the object in that text: `items`, 3. */
  readonly way: readonly Step[];
}

/** The place of an object in a file. The text is not kept: it is read again when somebody asks for a line in it. */
export class FileOrigin implements Origin {
  readonly #place: Place;

  constructor(public readonly file: string, public readonly line: number, place: Place) {
    this.#place = place;
  }

  /** The line of a field. */
  public lineOf(field: string): number {
    try {
      return this.line + locatorFor(this.#place).linesTo(this.#place.way, field);
    } catch {
      // The file may be gone, or be another one by now: the object's own line is still an answer.
      return this.line;
    }
  }
}

/**
 * The line of a field of an object that was loaded, for example of
 * `spec.servers[0].tls`. Of what is not there, the line of the field around
 * it, and at last the line of the object.
 */
export function lineOfField(origin: Origin, field: string): number | undefined {
  return origin instanceof FileOrigin ? origin.lineOf(field) : origin.line;
}

/** Findings come object by object: the text last asked about is likely to be the next. */
let lastText: { readonly document: DocumentRange; readonly text: string } | undefined;
let lastLocator: { readonly document: DocumentRange; readonly from: number; readonly locator: Locator } | undefined;

function locatorFor({ source, document, part }: Place): Locator {
  if (lastText?.document !== document) {
    lastText = { document, text: source(document.start, document.end).toString('utf8') };
  }
  const { text } = lastText;
  const [from, to] = part ?? [0, text.length];
  if (lastLocator?.document !== document || lastLocator.from !== from) {
    lastLocator = { document, from, locator: new Locator(text.slice(from, to)) };
  }
  return lastLocator.locator;
}
