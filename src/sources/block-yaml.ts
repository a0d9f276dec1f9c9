import { Limits } from './limits';
import { keyName, plainValue } from './scalars';
import { Parsed, setOwn } from './yaml';

/** No tabs, no carriage returns, nothing that not everybody can see. */
const SIMPLE_TEXT = /^[\n -~]*$/;

/** What begins an item of a list. */
const DASH = /- +(?=[^ \n#])/y;
/** A key with its colon. */
const KEY = /(?:"([^"\\\n]*)"|([\w./](?:[^\n: ]|:(?=[^ \n]))*)):(?: +|(?=\n|$))/y;
/** A value on one line. */
const VALUE = /(?:"([^"\\\n]*)"|'([^'\n]*)'|(\[\])|(\{\})|((?:[\w./]|-(?=[^ \n]))(?:[^\n: ]|:(?=[^ \n])| +(?=[^ #\n]))*))(?: +#[^\n]*| *)(?=\n|$)/y;

const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
const HYPHEN = 45;

/** Thrown at all that is left to the parser. */
const UNUSUAL = new Error('unusual');

/**
 * The value of a YAML document that is laid out as programs lay it out:
 * collections in blocks, each other value on one line. `undefined` for all others, right or
 * wrong, which the parser of all YAML reads. It needs three times as long, most of
 * it for layouts that hardly any manifest has.
 */
export function blockYaml(text: string, start: number, limits: Limits): Parsed | undefined {
  if (text.length > limits.yamlValues / 2 || !SIMPLE_TEXT.test(text)) {
    return undefined;
  }
  try {
    return new BlockReader(text, limits.depth).document(start);
  } catch (error) {
    if (error === UNUSUAL) {
      return undefined;
    }
    throw error;
  }
}

/** Reads on from an offset. Wherever a line is not as expected, it gives up. */
class BlockReader {
  private at = 0;
  /** The column of the offset; -1 at the end of the text. */
  private column = -1;
  private depth = 0;
  private size = 0;
  /** Where the items of lists called `items` begin. */
  private readonly offsets = new Map<unknown, number>();

  constructor(private readonly text: string, private readonly maxDepth: number) {}

  public document(start: number): Parsed {
    this.toLine(start);
    const begin = this.at;
    const value = this.block();
    this.expect(this.column < 0);
    return { value, size: this.size, offsetOf: object => this.offsets.get(object) ?? begin };
  }

  /** The list or object that begins here. */
  private block(key?: string): unknown {
    this.depth++;
    // The parser counts the values in the innermost collection as well.
    this.expect(this.depth + 1 < this.maxDepth);
    this.size++;
    const value = this.isAt(HYPHEN) ? this.list(this.column, key === 'items') : this.object(this.column);
    this.depth--;
    return value;
  }

  private list(column: number, isItems: boolean): unknown[] {
    const list: unknown[] = [];
    do {
      this.expect(this.finds(DASH));
      this.column += DASH.lastIndex - this.at;
      this.at = DASH.lastIndex;
      const { at } = this;
      const item = this.finds(DASH) || this.finds(KEY) ? this.block() : this.scalar();
      if (isItems && item instanceof Object) {
        this.offsets.set(item, at);
      }
      list.push(item);
      this.expect(this.column <= column);
    } while (this.column === column && this.isAt(HYPHEN));
    return list;
  }

  private object(column: number): object {
    const object = {};
    do {
      const key = this.key();
      this.expect(!Object.hasOwn(object, key));
      setOwn(object, key, this.field(column, key));
      this.expect(this.column <= column);
    } while (this.column === column && !this.isAt(HYPHEN));
    return object;
  }

  private key(): string {
    const [, quoted, plain] = this.take(KEY);
    const key = quoted ?? keyName(plainValue(plain), plain);
    if (key === undefined) {
      throw UNUSUAL;
    }
    return key;
  }

  /** What follows a key of an object in a column. */
  private field(column: number, key: string): unknown {
    if (this.at < this.text.length && !this.isAt(NEWLINE)) {
      return this.scalar();
    }
    this.toLine(this.at + 1);
    if (this.column > column || this.column === column && this.isAt(HYPHEN)) {
      return this.block(key);
    }
    this.size++;
    return null;
  }

  private scalar(): unknown {
    const [, double, single, list, object, plain] = this.take(VALUE);
    this.size++;
    this.toLine(this.at + 1);
    return plain !== undefined ? plainValue(plain) : list ? [] : object ? {} : double ?? single;
  }

  /** Goes to the first line from an offset on that is neither empty nor a comment. */
  private toLine(offset: number): void {
    const { text } = this;
    for (let start = offset; start < text.length;) {
      let at = start;
      while (text.charCodeAt(at) === SPACE) {
        at++;
      }
      this.at = at;
      if (at < text.length && !this.isAt(NEWLINE) && !this.isAt(HASH)) {
        this.column = at - start;
        return;
      }
      const end = text.indexOf('\n', at);
      start = end < 0 ? text.length : end + 1;
    }
    this.column = -1;
  }

  private isAt(character: number): boolean {
    return this.text.charCodeAt(this.at) === character;
  }

  private finds(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) {
      throw UNUSUAL;
    }
    this.at = pattern.lastIndex;
    return match;
  }

  private expect(usual: boolean): void {
    if (!usual) {
      throw UNUSUAL;
    }
  }
}
