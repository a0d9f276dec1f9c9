/** One document of a text: bytes from `start` up to `end`. */
export interface DocumentRange {
  readonly start: number;
  readonly end: number;
  /** The line on which it starts. */
  readonly line: number;
}

const LF = 10;
const CR = 13;
const DASH = 45;
const DOT = 46;
const PERCENT = 37;
const HASH = 35;
const MARKER = Buffer.from('\n---');

/**
 * Cuts a text at its document markers, so that one broken document does not
 * hide the others. A marker is one wherever it stands: YAML allows no line
 * like it inside of a value. The bytes are cut, not the text: no document then keeps the
 * text of all the others alive.
 */
export function* splitDocuments(bytes: Buffer): Generator<DocumentRange> {
  let start = 0;
  let line = 1;
  const markers = new Markers(bytes);
  for (let marker = markers.next(0); marker !== undefined; marker = markers.next(marker + 3)) {
    const ends = bytes[marker] === DOT;
    if (!ends && (marker === start || holdsDirectives(bytes, start, marker))) {
      continue;
    }
    yield { start, end: marker, line };
    // What follows the marker on its line belongs to the document that it starts, and to none if it ends one.
    const next = ends ? endOfLine(bytes, marker) : marker;
    line += countByteLines(bytes, start, next);
    start = next;
  }
  yield { start, end: bytes.length, line };
}

/** Finds the lines that begin with `---` or `...`, in order. */
class Markers {
  private readonly found = new Map<number, number>();

  constructor(private readonly bytes: Buffer) {}

  public next(from: number): number | undefined {
    const at = Math.min(this.find(DASH, from), this.find(DOT, from));
    return at < this.bytes.length ? at : undefined;
  }

  /** Remembers where the next one of each kind is: looking for a rare one again and again would be quadratic. */
  private find(char: number, from: number): number {
    let at = this.found.get(char) ?? -1;
    if (at < from) {
      at = this.search(char, from);
      this.found.set(char, at);
    }
    return at;
  }

  private search(char: number, from: number): number {
    const { bytes } = this;
    if (from === 0 && isMarker(bytes, char, 0)) {
      return 0;
    }
    const wanted = Buffer.from([LF, char, char, char]);
    for (let at = bytes.indexOf(wanted, Math.max(0, from - 1)); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
      if (isMarker(bytes, char, at + 1)) {
        return at + 1;
      }
    }
    return bytes.length;
  }
}

/** Whether there is a marker at the beginning of a line. */
function isMarker(bytes: Buffer, char: number, at: number): boolean {
  const after = bytes[at + 3];
  return bytes[at] === char && bytes[at + 1] === char && bytes[at + 2] === char
    && (after === undefined || after === LF || after === CR || after === 32 || after === 9);
}

/**
 * The first place from an offset on where a document begins, whatever is
 * before it; the end if there is none. What follows directives, or what could follow them, does not count.
 */
export function nextDocument(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MARKER, from); at >= 0; at = bytes.indexOf(MARKER, at + 1)) {
    const lineBefore = at === 0 ? LF : bytes[bytes.lastIndexOf(LF, at - 1) + 1];
    if (isMarker(bytes, DASH, at + 1) && ![PERCENT, HASH, LF, CR].includes(lineBefore)) {
      return at + 1;
    }
  }
  return bytes.length;
}

/** Whether there is nothing yet but directives such as `%YAML 1.2`, which belong to the document after the marker. */
function holdsDirectives(bytes: Buffer, start: number, end: number): boolean {
  let directives = false;
  for (let at = start; at < end; at = endOfLine(bytes, at)) {
    const first = bytes[at];
    if (first === PERCENT) {
      directives = true;
    } else if (first !== HASH && first !== LF && first !== CR) {
      return false;
    }
  }
  return directives;
}

/** Where the next line begins. */
function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at + 1;
}

/** How many lines end in a range. A carriage return alone ends one too. */
export function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === LF || c === CR && text.charCodeAt(i + 1) !== LF) {
      lines++;
    }
  }
  return lines;
}

/** As `countLines`, of bytes. Few texts have carriage returns, and a search is faster than looking at each character. */
function countByteLines(bytes: Buffer, from: number, to: number): number {
  const text = bytes.toString('latin1', from, to);
  if (text.includes('\r')) {
    return countLines(text, 0, text.length);
  }
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines++;
  }
  return lines;
}

/** The lines of offsets in a text. Offsets rise as a rule: then lines are counted on from the one before. */
export class LineCounter {
  private offset = 0;
  private lines = 0;
  /** Where each line begins, once offsets went back: aliases lead anywhere, and often. */
  private starts: number[] | undefined;

  constructor(private readonly text: string, private readonly first: number) {}

  public at(offset: number): number {
    if (!this.starts && offset >= this.offset) {
      this.lines += countLines(this.text, this.offset, offset);
      this.offset = offset;
      return this.first + this.lines;
    }
    this.starts ??= lineStarts(this.text);
    let low = 0;
    for (let high = this.starts.length; low < high;) {
      const middle = Math.floor((low + high) / 2);
      if (this.starts[middle] <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.first + low;
  }
}

/** Where each line but the first begins. */
function lineStarts(text: string): number[] {
  const starts: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (countLines(text, i, i + 1) > 0) {
      starts.push(i + 1);
    }
  }
  return starts;
}
